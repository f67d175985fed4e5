// Marks that turn or hide text, and soft hyphens: nobody types them when they look for a word.
const HIDDEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\0]|\p{Variation_Selector}/gu
// Scripts that put no spaces between words: each of their characters counts as one.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu
const CONTEXT_CHARACTERS = 60

export interface FoundWords {
  readonly before: string
  readonly hit: string
  readonly after: string
}

/** The text without what nobody sees. */
export const visible = (text: string): string => text.replace(HIDDEN, '')

/** The text as the index takes it. */
export const toIndexed = (text: string): string => text.replace(UNSPACED, ' $& ')

/** What is asked for, word by word; empty when there is no word in it. */
export const wordsOf = (text: string): readonly string[] => visible(text).split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))

/** All the words in any order, the last by its beginning, in FTS5's own language. */
export const toMatch = (words: readonly string[]): string => words.map((word) => `"${toIndexed(word).replaceAll('"', ' ')}"`).join(' ') + (words.length > 0 ? '*' : '')

/** The first place where the words stand, all of them together if they do, in one line with what is around them. */
export const findWords = (text: string, words: readonly string[]): FoundWords => {
  const { folded, places } = fold(text)
  const wanted = [words.join(' '), ...words].map((word) => fold(word).folded.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
  for (const word of wanted) {
    const at = placeOf(folded, word)
    if (at === -1) continue
    const [start, end] = [places[at] ?? 0, places[at + word.length] ?? text.length]
    return { before: lastOf(text.slice(Math.max(0, start - 4 * CONTEXT_CHARACTERS), start)), hit: line(text.slice(start, end)).trim(), after: firstOf(text.slice(end, end + 4 * CONTEXT_CHARACTERS)) }
  }
  return { before: '', hit: '', after: firstOf(text.slice(0, 4 * CONTEXT_CHARACTERS)) }
}

const placeOf = (text: string, word: string): number => {
  if (word === '') return -1
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at)
    if (!/[\p{L}\p{N}]$/u.test(before) || new RegExp(UNSPACED.source, 'u').test(word.slice(0, 2))) return at
  }
  return -1
}

// Small letters without accents, and for each where it stood.
const fold = (text: string): { readonly folded: string; readonly places: readonly number[] } => {
  let folded = ''
  const places: number[] = []
  let at = 0
  for (const character of text) {
    const plain = character < '\u0080' ? character.toLowerCase() : character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    for (let unit = 0; unit < plain.length; unit += 1) places.push(at)
    folded += plain
    at += character.length
  }
  return { folded, places }
}

const line = (text: string): string => text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')

const lastOf = (text: string): string => {
  const characters = [...line(text).trimStart()]
  if (characters.length <= CONTEXT_CHARACTERS) return characters.join('')
  return `…${characters.slice(-CONTEXT_CHARACTERS).join('').replace(/^\S{0,15}\s/u, '')}`
}

const firstOf = (text: string): string => {
  const characters = [...line(text).trimEnd()]
  if (characters.length <= CONTEXT_CHARACTERS) return characters.join('')
  return `${characters.slice(0, CONTEXT_CHARACTERS).join('').replace(/\s\S{0,15}$/u, '')}…`
}
