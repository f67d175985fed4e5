import { COUNTRIES, MONTHS_AND_DAYS } from '../vocabulary.ts'
import { lookUp, PLACE, WORD } from '../lexicon.ts'
import type { Token } from '../tokens.ts'
import { UNITS } from './words.ts'

/** From the first to the last token of an address, and what speaks for it being one. */
export interface Stretch {
  readonly first: number
  readonly last: number
  readonly units: number
  /** Postal codes, regions, towns and countries. */
  readonly places: number
}

const MOST_STEPS = 14
const MOST_NUMBERS = 4
const MOST_CITY_WORDS = 4
// A comma, a line break with or without a mark of a list; never the end of a sentence.
const BETWEEN = /^(?:[ \t]{0,4},?[ \t]{0,4}\r?\n?[ \t]{0,4}\r?\n?[^\p{L}\p{N}\n.!;:]{0,6},?[ \t]{0,3}|\.?,? ?\(?|\. ?\r?\n ?| - | – |\/)$/u
const ABBREVIATED = /^(?:apt|st|str|ste|ave|av|rd|blvd|no|nr|bldg|fl|rm|app|appt|dr|ln|ct|pl|sq)$/

/** Goes on from the tokens of a street over flats, postal codes, towns and countries, also over line breaks. */
export const expand = (text: string, tokens: readonly Token[], first: number, last: number): Stretch => {
  let end = last
  let units = 0
  let places = 0
  let numbers = 0
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const token = tokens[end + 1]
    const before = tokens[end]
    if (token === undefined || before === undefined) break
    const gap = text.slice(before.end, Math.min(token.start, before.end + 24))
    if (token.start - before.end > 20 || !BETWEEN.test(gap) || (gap.startsWith('. ') && !ABBREVIATED.test(before.folded))) break
    const next = tokens[end + 2]
    const isBreak = /[,\n(]/.test(gap)
    if (UNITS.has(token.folded) && next !== undefined && (next.isNumber || next.end - next.start <= 2) && next.start - token.end <= 3) {
      end += 2
      units += 1
    } else if (token.isNumber) {
      const isLong = token.end - token.start > 6
      if (isLong || numbers >= MOST_NUMBERS || (!isBreak && numbers > 1) || /^[%:€$£]|^\.\d/.test(text.slice(token.end, token.end + 2))) break
      if (isBreak && token.end - token.start < 3 && places === 0) break
      numbers += 1
      end += 1
      if (token.end - token.start >= 4) places += 1
    } else if (isRegion(token, isBreak, places)) {
      end += 1
      places += 1
    } else {
      const city = cityFrom(text, tokens, end + 1, isBreak || (before.isNumber && before.end - before.start >= 4), units > 0 && gap.includes('\n'))
      if (city === 0) break
      end += city
      places += 1
    }
  }
  return { first: backward(text, tokens, first), last: end, units, places }
}

// AE, NY; "nan" is what a program wrote for a region it did not know.
const isRegion = (token: Token, isBreak: boolean, places: number): boolean => (token.isShouted && token.end - token.start <= 3 && (isBreak || places > 0)) || (token.folded === 'nan' && isBreak)

/** How many tokens from here are the name of a town or country; 0 where none stands. */
const cityFrom = (text: string, tokens: readonly Token[], from: number, isSetOff: boolean, isLine: boolean): number => {
  let count = 0
  let isKnown = false
  let ordinary = 0
  while (count < MOST_CITY_WORDS) {
    const token = tokens[from + count]
    const before = tokens[from + count - 1]
    if (token === undefined || token.isNumber || MONTHS_AND_DAYS.has(token.folded)) break
    if (count > 0 && before !== undefined && (token.start - before.end > 3 || /[,\n.;:]/.test(text.slice(before.end, token.start)) && !/^(?:st|mt|ste|o)$/.test(before.folded))) break
    if (!token.isCapital && !(count > 0 && /^(?:de|del|la|le|les|sur|am|an|der|u|upon|of|do|da|dos|di|aan|den|na|nad|v|pod|in|o'?)$/.test(token.folded))) break
    if ((token.isShouted && token.end - token.start <= 2 && count > 0) || UNITS.has(token.folded)) break
    const bits = lookUp(token.folded)
    if (COUNTRIES.has(token.folded) || bits & PLACE) isKnown = true
    if (bits & WORD && !(bits & PLACE) && !token.isShouted) ordinary += 1
    count += 1
  }
  while (count > 0 && tokens[from + count - 1]?.isCapital === false) count -= 1
  if (count === 0) return 0
  if (isKnown) return count
  const last = tokens[from + count - 1]
  const after = text.slice(last?.end ?? 0, (last?.end ?? 0) + 3)
  const closes = /^(?:$|[,\n.?!;)]|\s?\n| \d| \p{Lu}{2})/u.test(after)
  return isSetOff && closes && (ordinary < count || (isLine && /^\s?\n/.test(after))) ? count : 0
}

/** Takes a house number or a flat that stands before the street. */
const backward = (text: string, tokens: readonly Token[], first: number): number => {
  let start = first
  for (let step = 0; step < 3; step += 1) {
    const token = tokens[start - 1]
    const here = tokens[start]
    if (token === undefined || here === undefined) break
    const gap = text.slice(Math.max(token.end, here.start - 6), here.start)
    if (here.start - token.end > 4 || !/^(?:[ ,/-]{1,3}|\r?\n ?)$/.test(gap)) break
    const beforeThat = tokens[start - 2]
    const isUnit = beforeThat !== undefined && UNITS.has(beforeThat.folded) && token.start - beforeThat.end <= 3
    if (token.isNumber && (isUnit || !gap.includes(',')) && token.end - token.start <= 6 && !/[\d.,:/+$€£-]/.test(text[token.start - 1] ?? ' ')) start -= isUnit ? 2 : 1
    else break
  }
  return start
}
