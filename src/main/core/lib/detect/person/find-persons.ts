import { classAt, DIGIT } from '../characters.ts'
import { type Find, GUESS, LIKELY } from '../find.ts'
import { ANY_NAME, CALENDAR, FIRST, LAST, lookUp, NAME, ORGANISATION, PLACE, PROPER, SURNAME_ENDING, WORD } from '../lexicon.ts'
import { isWithoutCapitals, type Token } from '../tokens.ts'
import { COUNTRIES, FOREIGN_WORDS, PARTICLES } from '../vocabulary.ts'
import { type Context, contextOf } from './context.ts'
import { findRuns, isInitial, type Run } from './runs.ts'
import { speaksEnglish } from './tongue.ts'

/** Names of people by lists of names, by how they are written and by what stands around them; no model. */
export const findPersons = (text: string, tokens: readonly Token[]): readonly Find[] => {
  const isEnglish = speaksEnglish(tokens)
  const isSmall = isWithoutCapitals(tokens)
  const runs = findRuns(text, tokens, isSmall ? (token, index) => isSmallName(token) || (token.end - token.start === 1 && text[token.end] === '.' && text[token.end + 1] === ' ') || (index > 0 && /^(?:mr|mrs|ms|dr|prof|herr|frau|mme)$/.test(tokens[index - 1]?.folded ?? '')) : (token) => token.isCapital && classAt(text, token.start - 1) !== DIGIT)
  const kept = new Map<Run, number>()
  const parts = new Set<string>()
  for (const run of runs) {
    const cut = trim(text, tokens, run)
    if (cut === null) continue
    const context = contextOf(text, tokens, cut.first, cut.last)
    const weight = cut.last > cut.first ? weighSeveral(tokens, cut, context, isEnglish, isSmall) : isSmall ? weighSmall(tokens, cut, context) : weighOne(tokens, cut, context, isEnglish)
    if (weight === 0) continue
    kept.set(cut, weight)
    if (cut.last > cut.first) for (const token of tokens.slice(cut.first, cut.last + 1)) if (isTelling(token)) parts.add(token.folded)
  }
  const finds = [...kept].map(([run, weight]) => toFind(tokens, run, weight))
  return [...finds, ...honoured(text), ...again(text, tokens, parts), ...beside(text, tokens, runs, kept)]
}

const isSmallName = (token: Token): boolean => {
  const bits = lookUp(token.folded)
  return (bits & (WORD | PLACE)) === 0 && token.folded.length > ((bits & ANY_NAME) === 0 ? 3 : 2)
}

/** Takes ordinary words off the ends: "Yesterday Ann", "Ann And". */
const trim = (text: string, tokens: readonly Token[], run: Run): Run | null => {
  let { first, last } = run
  const isLoose = (index: number): boolean => {
    const token = tokens[index]
    if (token === undefined) return true
    const bits = lookUp(token.folded)
    if (isInitial(token)) return index === first && text[token.end] !== '.' && (token.folded === 'i' || token.folded === 'a')
    if ((bits & WORD) === 0) return false
    if ((bits & ANY_NAME) === 0) return true
    if (!SMALL.has(token.folded) && !FOREIGN_WORDS.has(token.folded)) return false
    // "with Will Smith", but not "Will Smith come?"
    const next = tokens[index + 1]
    return !((bits & FIRST) !== 0 && index < last && next !== undefined && (lookUp(next.folded) & LAST) !== 0 && index > 0 && !contextOf(text, tokens, index, index).opens)
  }
  while (first <= last && isLoose(first)) first += 1
  while (last >= first && isLoose(last)) last -= 1
  // A word within: only what stands before it.
  for (let index = first + 1; index < last; index += 1) {
    const bits = lookUp(tokens[index]?.folded ?? '')
    if ((bits & WORD) !== 0 && (bits & ANY_NAME) === 0 && !PARTICLES.has(tokens[index]?.folded ?? '') && !isInitial(tokens[index] as Token)) {
      const isWhole = !run.isTitled
      last = isWhole && last - index >= 2 ? last : index - 1
      if (isWhole && last > index) first = index + 1
      break
    }
  }
  while (first <= last && isLoose(first)) first += 1
  return first > last ? null : { ...run, first, last, isTitled: run.isTitled && first === run.first }
}

// Names somewhere, and in any text a hundred times something else.
const SMALL = new Set('the in on an a i so do my he she it we you me to of at as be by no or if is am us and but for not all can will may more most one new long case what when where how who why out off over under down up man see say says can ha oh ah ok yes well hi hey so now then only also just very here there this that these those thank thanks please let our your his her their its with from into than too much many some any had has have was were are been being would could should must'.split(' '))

const weighSeveral = (tokens: readonly Token[], run: Run, context: Context, isEnglish: boolean, isSmall: boolean): number => {
  let score = 0
  let whole = 0
  let isFirst = false
  let isNamed = false
  let hasParticle = false
  for (let index = run.first; index <= run.last; index += 1) {
    const token = tokens[index]
    if (token === undefined) continue
    if (PARTICLES.has(token.folded) && !token.isCapital) {
      hasParticle = true
      continue
    }
    if (isInitial(token)) {
      if (isSmall && index > run.first && index < run.last) isFirst = true
      score += index > run.first && index < run.last ? 1.1 : index === run.first ? 0.8 : 0.5
      continue
    }
    whole += 1
    const bits = lookUp(token.folded)
    const isPlace = (bits & PLACE) !== 0
    const isOrdinary = (bits & WORD) !== 0
    if (bits & ORGANISATION) score -= 1
    if (bits & CALENDAR) score += bits & FIRST ? 0.4 : -1
    else if (bits & FIRST && isPlace) score += index === run.first ? 1 : 0.5
    else if (bits & LAST && isPlace) score += 0.5
    else if (bits & FIRST) score += isOrdinary ? 0.8 : index === run.first ? 2 : 1.4
    else if (bits & LAST) score += isOrdinary ? 0.6 : 1.4
    else if (bits & NAME && !isPlace) score += isOrdinary ? 0.3 : 1.1
    else if (bits & SURNAME_ENDING) score += 1.1
    else if (isPlace) score -= bits & ANY_NAME ? 0.2 : 1.5
    else if (bits & PROPER) score -= 1
    else if (isOrdinary) score -= 0.6
    else score += isSmall ? 0.4 : isEnglish ? 0.9 : 0.3
    if (bits & FIRST && !isOrdinary) isFirst = true
    if (!token.isShouted || bits & ANY_NAME) isNamed = true
  }
  if (whole === 0 || !isNamed) return 0
  if (run.isTitled || context.before === 2) score += 2
  if (context.before === 1 || context.acts || context.isLabel) score += 0.6
  if (context.isPlaceLike) score -= 0.9
  if (run.isOrganisation) score -= 3
  if (isSmall && !isFirst && context.before < 2 && !run.isTitled) return 0
  if (!isEnglish && !isFirst && context.before < 2 && !run.isTitled) score -= 1
  if (hasParticle) score += 0.5
  return score >= 2 ? LIKELY : score >= 1.7 ? GUESS : 0
}

const weighOne = (tokens: readonly Token[], run: Run, context: Context, isEnglish: boolean): number => {
  const token = tokens[run.first]
  if (token === undefined || isInitial(token) || run.isOrganisation || token.folded.length < 2) return 0
  const bits = lookUp(token.folded)
  const isOrdinary = (bits & WORD) !== 0
  const isPlace = (bits & (PLACE | PROPER)) !== 0
  if (run.isTitled) return isOrdinary && (bits & ANY_NAME) === 0 ? 0 : LIKELY
  if (bits & CALENDAR) return 0
  // Short words in capitals are nearly always abbreviations.
  if (token.isShouted && ((bits & FIRST) === 0 || token.folded.length < 5)) return 0
  if (context.before === 2) return isOrdinary ? ((bits & FIRST) !== 0 && !context.opens ? GUESS : 0) : isPlace ? 0 : LIKELY
  if (isPlace) return bits & FIRST && !context.isPlaceLike && (context.lives || context.before === 1 || (!context.opens && context.acts)) && !COUNTRIES.has(token.folded) ? GUESS : 0
  if (isOrdinary) return bits & FIRST && isEnglish && !context.opens && (context.acts || context.before === 1) && !context.isPlaceLike ? GUESS : 0
  if (bits & FIRST) return context.isPlaceLike && token.folded.length < 4 ? 0 : context.isPlaceLike && !context.acts && !context.isGenitive ? 0 : LIKELY
  if (context.lives && isEnglish && !context.isPlaceLike) return GUESS
  if (context.isLabel && (bits & (LAST | NAME | SURNAME_ENDING) || isEnglish)) return GUESS
  if (context.isPlaceLike) return 0
  if (!isEnglish) return context.isGenitive && bits & (LAST | NAME) ? GUESS : 0
  if (bits & LAST) return context.before > 0 || context.acts || context.isGenitive || !context.opens ? GUESS : 0
  if (bits & (NAME | SURNAME_ENDING)) return context.before > 0 || (context.acts && isEnglish) || (context.isGenitive && isEnglish) ? GUESS : 0
  return 0
}

// Without capitals only a first name stands out, or what is announced as a name.
const weighSmall = (tokens: readonly Token[], run: Run, context: Context): number => {
  const { folded } = tokens[run.first] as Token
  const bits = lookUp(folded)
  if (bits & (PLACE | PROPER | CALENDAR)) return 0
  if (run.isTitled || context.before === 2) return bits & (ANY_NAME | SURNAME_ENDING) || run.isTitled ? LIKELY : 0
  return bits & FIRST && folded.length > 3 && !context.isPlaceLike ? GUESS : 0
}

const isTelling = (token: Token): boolean => token.folded.length > 2 && !isInitial(token) && !PARTICLES.has(token.folded) && (lookUp(token.folded) & (PLACE | ORGANISATION | CALENDAR)) === 0 && !SMALL.has(token.folded)

// Somebody named in full is often called by one part of it further on.
const again = (text: string, tokens: readonly Token[], parts: ReadonlySet<string>): readonly Find[] =>
  parts.size === 0 ? [] : tokens.filter((token, index) => token.isCapital && parts.has(token.folded) && ((lookUp(token.folded) & WORD) === 0 || !contextOf(text, tokens, index, index).opens)).map((token) => ({ kind: 'person', start: token.start, end: token.end, weight: GUESS }))

// 田中太郎さん, 王先生, 김민준 씨: no capitals, but a word of honour after the name.
const HONOURED = /[\p{sc=Han}\p{sc=Katakana}]{1,8}(?=さん|様|さま|氏|くん|ちゃん|先生|女士|小姐)|[\p{sc=Hangul}]{2,4}(?= ?(?:씨|님|선생님)(?!\p{sc=Hangul}))/gu
const honoured = (text: string): readonly Find[] =>
  /[\u3040-\u9fff\uac00-\ud7a3]/.test(text) ? [...text.matchAll(HONOURED)].map((match) => ({ kind: 'person', start: match.index, end: match.index + match[0].length, weight: GUESS })) : []

/** "Kónya, Becker and Vasquez": a single name beside one that was found. */
const beside = (text: string, tokens: readonly Token[], runs: readonly Run[], kept: ReadonlyMap<Run, number>): readonly Find[] => {
  const ends = new Set([...kept.keys()].map((run) => tokens[run.last]?.end ?? -1))
  const starts = new Set([...kept.keys()].map((run) => tokens[run.first]?.start ?? -1))
  return runs
    .filter((run) => {
      const one = tokens[run.first]
      const last = tokens[run.last]
      if (one === undefined || last === undefined || starts.has(one.start) || run.isOrganisation) return false
      const bits = lookUp(one.folded)
      if ((bits & (ANY_NAME | SURNAME_ENDING)) === 0 || (bits & (WORD | PLACE | PROPER)) !== 0) return false
      const before = tokens[run.first - 1]
      const earlier = before?.folded === 'and' || before?.folded === 'und' ? tokens[run.first - 2] : before
      const after = tokens[run.last + 1]
      const later = after?.folded === 'and' || after?.folded === 'und' ? tokens[run.last + 2] : after
      const isJoint = (from: number, to: number): boolean => /^(?:, ?|,? (?:and|und|&) | ?[/&] ?)$/.test(text.slice(from, Math.min(to, from + 8)))
      return (earlier !== undefined && ends.has(earlier.end) && isJoint(earlier.end, one.start)) || (later !== undefined && starts.has(later.start) && isJoint(last.end, later.start))
    })
    .map((run) => toFind(tokens, run, GUESS))
}

const toFind = (tokens: readonly Token[], run: Run, weight: number): Find => ({ kind: 'person', start: tokens[run.first]?.start ?? 0, end: tokens[run.last]?.end ?? 0, weight })
