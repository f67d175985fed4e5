import type { Change, DetailKind } from '../../../contract/privacy.ts'

/** The word that stands for a kind: `‹Person 1›`. */
export const PLACEHOLDER_WORDS: Readonly<Record<DetailKind, string>> = {
  secret: 'Secret',
  card: 'Card',
  iban: 'Account',
  'national-id': 'ID',
  phone: 'Phone',
  email: 'E-mail',
  address: 'Address',
  person: 'Person',
  ip: 'IP',
  url: 'Link',
}

// As models write them back: with other brackets, spacing and case. Without brackets they are words like any other.
const WORD_FORMS = [...Object.values(PLACEHOLDER_WORDS), 'Email', 'E\u2011mail']
const SPACE = '[ \\u00a0\\u202f]{0,2}'
const WORDS = WORD_FORMS.join('|')
const STARTS = [...new Set(WORD_FORMS.flatMap((word) => Array.from({ length: word.length }, (_, at) => word.slice(0, at + 1))))].join('|')

const WHOLE = new RegExp(`^[‹<]${SPACE}(${WORDS})${SPACE}(\\d{1,7})([a-z]{0,3})${SPACE}[›>]$`, 'iu')
const ANYWHERE = new RegExp(`[‹<]${SPACE}(${WORDS})${SPACE}(\\d{1,7})([a-z]{0,3})${SPACE}[›>]`, 'giu')
const BEGUN = new RegExp(`^[‹<]${SPACE}(?:(?:${STARTS})?|(?:${WORDS})${SPACE}(?:\\d{1,7}(?:[a-z]{0,3})${SPACE})?)$`, 'iu')

/** The name by which a placeholder is known, whatever its brackets, spacing and case; null for what is none. */
export const placeholderKey = (text: string): string | null => {
  const found = WHOLE.exec(text)
  return found ? keyOf(found) : null
}

/** Every placeholder, or what looks like one, that a text holds already. */
export const placeholdersIn = (text: string): readonly string[] => [...text.matchAll(ANYWHERE)].map(keyOf)

/** A text with its placeholders emptied, whose words could be a person's name themselves. */
export const withoutPlaceholders = (text: string): string => text.replaceAll(ANYWHERE, '‹›')

/** A text that was hidden already, stretch by stretch with what stands behind its placeholders. */
export const splitAtPlaceholders = (text: string, original: (key: string) => string | undefined): readonly Change[] => {
  const changes: Change[] = []
  let at = 0
  const plain = (end: number): void => {
    if (end > at) changes.push({ was: text.slice(at, end), now: text.slice(at, end) })
  }
  for (const found of text.matchAll(ANYWHERE)) {
    const was = original(keyOf(found))
    if (was === undefined) continue
    plain(found.index)
    changes.push({ was, now: found[0] })
    at = found.index + found[0].length
  }
  plain(text.length)
  return changes
}

/** Whether a text could still become a placeholder; at most some 25 characters do. */
export const isBegun = (text: string): boolean => BEGUN.test(text)

/** `‹Person 1›`, or `‹Person 1b›` for the second way to write the same one. */
export const placeholderFor = (kind: DetailKind, number: number, form: number): string => `‹${PLACEHOLDER_WORDS[kind]} ${number}${formLetters(form)}›`

const keyOf = ([, word = '', number = '', letters = '']: RegExpExecArray | RegExpMatchArray): string => {
  const plain = word.toLowerCase().replaceAll(/[^a-z]/gu, '')
  return `${plain} ${Number(number)}${letters.toLowerCase()}`
}

// The first form has none, then b to z, then bb.
const formLetters = (form: number): string => {
  if (form === 0) return ''
  const letter = String.fromCodePoint(97 + (form % 26))
  return form < 26 ? letter : `${formLetters(Math.floor(form / 26))}${letter}`
}
