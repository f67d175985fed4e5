import { CALENDAR, ANY_NAME, lookUp, ORGANISATION } from '../lexicon.ts'
import type { Token } from '../tokens.ts'
import { PARTICLES, TITLES } from '../vocabulary.ts'

/** Tokens in a row that may be one name. */
export interface Run {
  readonly first: number
  readonly last: number
  /** "Mr." or its like stands right before. */
  readonly isTitled: boolean
  /** A firm, an office, a club: "Hill Street Bank". */
  readonly isOrganisation: boolean
}

const MOST_PARTS = 5

/** Whether one token follows another as the parts of a name do. */
export const follows = (text: string, one: Token, next: Token): boolean => {
  const gap = next.start - one.end
  if (gap === 1) return text[one.end] === ' ' || text[one.end] === '\u00a0'
  if (gap === 0 || gap > 3) return false
  const between = text.slice(one.end, next.start)
  // An initial has its full stop, an honorific as well.
  return between === '  ' || ((between === '. ' || between === '.') && (one.end - one.start === 1 || TITLES.has(one.folded) || one.folded === 'jr'))
}

/** One letter: of a name, where others stand around it. */
export const isInitial = (token: Token): boolean => !token.isNumber && token.end - token.start === 1

/** Rows of capitalised tokens, cut where a title, a firm or a date stands. */
export const findRuns = (text: string, tokens: readonly Token[], isPart: (token: Token, index: number) => boolean): readonly Run[] => {
  const runs: Run[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token === undefined || token.isNumber || !isPart(token, index) || isCut(token)) continue
    const last = endOfRun(text, tokens, index, isPart)
    const before = tokens[index - 1]
    const isTitled = before !== undefined && isTitle(text, before) && follows(text, before, token)
    const after = tokens[last + 1]
    const isOrganisation = after !== undefined && after.isCapital && isFirm(after) && after.start - (tokens[last]?.end ?? 0) <= 2 && !/[.!?\n]/.test(text.slice(tokens[last]?.end ?? 0, after.start))
    runs.push({ first: index, last, isTitled, isOrganisation })
    index = last
  }
  return runs
}

const endOfRun = (text: string, tokens: readonly Token[], first: number, isPart: (token: Token, index: number) => boolean): number => {
  let last = first
  for (let index = first + 1; index < tokens.length && index - first < MOST_PARTS + 3; index += 1) {
    const token = tokens[index]
    const before = tokens[index - 1]
    if (token === undefined || before === undefined || !follows(text, before, token)) break
    // After a possessive another thing begins: "Ann's Tales".
    if (token.start - before.end > 1 && /['’]/.test(text[before.end] ?? '')) break
    if (token.isNumber || isCut(token)) break
    if (isPart(token, index)) last = index
    else if (!PARTICLES.has(token.folded) || token.isCapital || index - last > 2) break
  }
  return last
}

// Titles, days and firms end a name, unless somebody is called so.
const isCut = (token: Token): boolean => {
  const isNobody = (lookUp(token.folded) & ANY_NAME) === 0
  return isTitleAlone(token) || (isNobody && ((TITLES.has(token.folded) && token.folded.length > 1) || (lookUp(token.folded) & CALENDAR) !== 0 || isFirm(token)))
}

const isTitleAlone = (token: Token): boolean => /^(?:mr|mrs|ms|miss|mx|dr|prof|sir|lord|herr|frau|mme|sr|sra|señora|senora|señor|senor|madame|monsieur|signora|signor)$/.test(token.folded)
const isFirm = (token: Token): boolean => (lookUp(token.folded) & ORGANISATION) !== 0
const isTitle = (text: string, token: Token): boolean => TITLES.has(token.folded) && (token.isCapital || text[token.end] === '.' || token.folded.length > 2)
