import { CAPITAL, classAt, DIGIT, LETTER, OTHER } from './characters.ts'
import { fold } from './fold.ts'

/** A word or a run of digits. */
export interface Token {
  readonly start: number
  /** Without a possessive `'s`. */
  readonly end: number
  /** Folded, without the possessive; digits as they stand. */
  readonly folded: string
  readonly isNumber: boolean
  readonly isCapital: boolean
  /** Two letters or more, all of them large. */
  readonly isShouted: boolean
}

// No word and no number that means anything is longer; only its beginning is looked up.
const LONGEST = 48

/** Words and numbers of a text in order; letters joined by an apostrophe or a hyphen are one word. */
export const tokenise = (text: string): readonly Token[] => {
  const tokens: Token[] = []
  for (let index = 0; index < text.length; ) {
    const first = classAt(text, index)
    if (first === OTHER) {
      index += 1
      continue
    }
    const end = first === DIGIT ? endOfNumber(text, index) : endOfWord(text, index)
    tokens.push(first === DIGIT ? number(text, index, end) : word(text, index, end))
    index = end
  }
  return tokens
}

/** Whether somebody types without capitals; an "I" is no sign of any. */
export const isWithoutCapitals = (tokens: readonly Token[]): boolean => tokens.length > 2 && !tokens.some((token) => token.isCapital && !/^i(?:'|$)/.test(token.folded))

const endOfNumber = (text: string, start: number): number => {
  let end = start + 1
  while (classAt(text, end) === DIGIT) end += 1
  // 221B and 12a are house numbers.
  return isLetter(classAt(text, end)) && classAt(text, end + 1) === OTHER && text[end + 1] !== "'" ? end + 1 : end
}

const endOfWord = (text: string, start: number): number => {
  let end = start + 1
  for (;;) {
    const next = classAt(text, end)
    if (next === LETTER || next === CAPITAL) end += 1
    else if (isJoiner(text.charCodeAt(end)) && isLetter(classAt(text, end + 1))) end += 2
    else return end
  }
}

const isLetter = (kind: number): boolean => kind === LETTER || kind === CAPITAL
// ' ’ - ‑ and the soft hyphen.
const isJoiner = (code: number): boolean => code === 39 || code === 0x2019 || code === 45 || code === 0x2011 || code === 0xad

const number = (text: string, start: number, end: number): Token => ({
  start,
  end,
  folded: text.slice(start, Math.min(end, start + LONGEST)),
  isNumber: true,
  isCapital: false,
  isShouted: false,
})

const word = (text: string, start: number, wholeEnd: number): Token => {
  const last = text.charCodeAt(wholeEnd - 1) | 32
  const mark = text.charCodeAt(wholeEnd - 2)
  const end = last === 115 && (mark === 39 || mark === 0x2019) && wholeEnd - start > 3 ? wholeEnd - 2 : wholeEnd
  const isCapital = classAt(text, start) === CAPITAL
  return {
    start,
    end,
    folded: fold(text.slice(start, Math.min(end, start + LONGEST))),
    isNumber: false,
    isCapital,
    isShouted: isCapital && end - start > 1 && isAllCapital(text, start, Math.min(end, start + LONGEST)),
  }
}

const isAllCapital = (text: string, start: number, end: number): boolean => {
  for (let index = start; index < end; index += 1) if (classAt(text, index) === LETTER) return false
  return true
}
