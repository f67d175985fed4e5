import { type Find, GUESS, LIKELY } from '../find.ts'
import { ANY_NAME, lookUp, PLACE, PROPER, WORD } from '../lexicon.ts'
import { isWithoutCapitals, type Token } from '../tokens.ts'
import { MONTHS_AND_DAYS, PARTICLES, TITLES } from '../vocabulary.ts'
import { findBoxes } from './boxes.ts'
import { expand, type Stretch } from './expand.ts'
import { COUNTED, CUE_STRONG, CUE_WEAK, isStreetCompound, isSureCompound, STREET_AFTER, STREET_BEFORE, STREET_WITHIN, WEAK_AFTER } from './words.ts'

interface Core {
  readonly first: number
  readonly last: number
  /** From 2 on it is an address by itself; below, what stands around it has to say so. */
  readonly score: number
}

/** Streets with their house numbers in the ways of many countries, and what follows them up to the country. */
export const findAddresses = (text: string, written: readonly Token[]): readonly Find[] => {
  const tokens = isWithoutCapitals(written) ? written.map(asCapital) : written
  const finds: Find[] = []
  let done = -1
  for (let index = 0; index < tokens.length; index += 1) {
    const core = coreAt(text, tokens, index)
    if (core === null || core.first <= done) continue
    const stretch = expand(text, tokens, core.first, core.last)
    if (core.score + around(text, tokens, stretch) < 2) continue
    const start = tokens[stretch.first]?.start ?? 0
    const end = tokens[stretch.last]?.end ?? 0
    finds.push({ kind: 'address', start, end, weight: core.score >= 2 ? LIKELY : GUESS })
    done = stretch.last
    index = Math.max(index, stretch.last)
  }
  const boxes = findBoxes(text, tokens)
  return [...finds, ...boxes, ...boxes.flatMap((box) => afterBox(text, tokens, box))]
}

// Typed without capitals: what is no ordinary word may be a name, and a street is one all the same.
const asCapital = (token: Token): Token => (token.isNumber || ((lookUp(token.folded) & WORD) !== 0 && !STREET_AFTER.has(token.folded) && !STREET_BEFORE.has(token.folded)) ? token : { ...token, isCapital: true })

const isNear = (text: string, one: Token | undefined, next: Token | undefined): boolean => one !== undefined && next !== undefined && next.start - one.end <= 3 && /^(?:[ \u00a0]{1,2}|\. ?|, |\/ ?)$/.test(text.slice(one.end, next.start))

const isHouseNumber = (token: Token | undefined): token is Token => token !== undefined && token.isNumber && token.end - token.start <= 5

const isNamePart = (token: Token): boolean => !token.isNumber && (token.isCapital || PARTICLES.has(token.folded) || /^(?:des|les|aux|of|the|und|zum|zur|am|an|im|in)$/.test(token.folded)) && !TITLES.has(token.folded)

/** The street that the token at `index` begins or ends, if it does. */
const coreAt = (text: string, tokens: readonly Token[], index: number): Core | null => {
  const token = tokens[index]
  if (token === undefined) return null
  if (token.isNumber) return plain(text, tokens, index)
  const { folded } = token
  const isStreet = STREET_AFTER.has(folded)
  let best: Core | null = null
  const take = (core: Core | null): void => {
    if (core !== null && (best === null || core.score > best.score)) best = core
  }
  if (isStreet || WEAK_AFTER.has(folded)) take(endingIn(text, tokens, index, isStreet))
  if (STREET_BEFORE.has(folded) || (folded === 'c' && text[token.end] === '/')) take(beginningWith(text, tokens, index))
  if (isStreetCompound(folded) || STREET_WITHIN.has(folded)) take(compound(text, tokens, index))
  if (folded === 'corner') take(corner(text, tokens, index))
  return best
}

// 12 Main Street, Farnell Street, 1668 Glyn St
const endingIn = (text: string, tokens: readonly Token[], index: number, isStreet: boolean): Core | null => {
  let first = index
  while (index - first < 5 && isNear(text, tokens[first - 1], tokens[first]) && !text.slice(tokens[first - 1]?.end ?? 0, tokens[first]?.start).endsWith(', ') && isNamePart(tokens[first - 1] as Token)) first -= 1
  while (first < index && (tokens[first]?.isCapital === false || ((lookUp(tokens[first]?.folded ?? '') & WORD) !== 0 && index - first > 1 && first === firstOfSentence(text, tokens, first)))) first += 1
  const street = tokens[index]
  const house = tokens[first - 1]
  const isCapital = street?.isCapital === true
  const hasNumber = isHouseNumber(house) && isNear(text, house, tokens[first]) && !/[.,:/$€£-]/.test(text[house.start - 1] ?? ' ')
  if (first < index && hasNumber && isCapital) return { first: first - 1, last: index, score: isStreet ? 3 : 2 }
  if (first < index && isStreet && isCapital) return { first, last: index, score: 2 }
  if (first < index && isCapital) return { first, last: index, score: 0 }
  // 12 main street, typed without capitals.
  if ((isStreet || street?.folded === 'st' || street?.folded === 'place') && (!isCapital || first === index)) {
    const name = tokens[index - 1]
    const number = tokens[index - 2]
    if (name !== undefined && isHouseNumber(number) && isNear(text, name, street) && isNear(text, number, name) && !/^(?:way|lane|minutes?|min|hours?|miles?|km|star|st|nd|rd|th|more|busy|side|other|different|new|one|two)$/.test(name.folded)) return { first: index - 2, last: index, score: 2 }
  }
  return null
}

const firstOfSentence = (text: string, tokens: readonly Token[], index: number): number => (/(?:^|[.!?\n]\s*)$/.test(text.slice(Math.max(0, (tokens[index]?.start ?? 0) - 3), tokens[index]?.start ?? 0)) ? index : -1)

// 12 rue de la Paix, Via Roma 131, C/ Señores Curas 88, ul. Północna 73
const beginningWith = (text: string, tokens: readonly Token[], index: number): Core | null => {
  let last = index
  let names = 0
  while (last - index < 7 && isNear(text, tokens[last], tokens[last + 1]) && isNamePart(tokens[last + 1] as Token) && !/, /.test(text.slice(tokens[last]?.end ?? 0, tokens[last + 1]?.start))) {
    last += 1
    if (tokens[last]?.isCapital) names += 1
  }
  while (last > index && tokens[last]?.isCapital === false) last -= 1
  if (names === 0) return smallRue(text, tokens, index)
  const after = tokens[last + 1]
  const hasAfter = isHouseNumber(after) && isNear(text, tokens[last], after)
  const before = tokens[index - 1]
  const hasBefore = isHouseNumber(before) && isNear(text, before, tokens[index])
  const isSure = tokens[index]?.isCapital === true || hasBefore || text[tokens[index]?.end ?? 0] === '.' || text[tokens[index]?.end ?? 0] === '/'
  if (!isSure) return null
  if (hasAfter) return { first: index, last: last + 1, score: 3 }
  return { first: hasBefore ? index - 1 : index, last, score: hasBefore ? 3 : /^(?:via|route|cours|camino|corso|largo|cesta|laan|plaza|avenue|av|boulevard|calea)$/.test(tokens[index]?.folded ?? '') ? 0.5 : 1.5 }
}

// rue du centre 320, typed without capitals.
const smallRue = (text: string, tokens: readonly Token[], index: number): Core | null => {
  if (!/^(?:rue|calle|avda|avenida|rua|ul|ulica|viale|piazza)$/.test(tokens[index]?.folded ?? '')) return null
  let last = index
  while (last - index < 5 && isNear(text, tokens[last], tokens[last + 1]) && !isHouseNumber(tokens[last + 1])) last += 1
  return last > index && isHouseNumber(tokens[last + 1]) && isNear(text, tokens[last], tokens[last + 1]) ? { first: index, last: last + 1, score: 2 } : null
}

// Hauptstraße 5, Kossuth Lajos utca 3., Vana tee 7
const compound = (text: string, tokens: readonly Token[], index: number): Core | null => {
  const token = tokens[index] as Token
  const isWithin = STREET_WITHIN.has(token.folded)
  let first = index
  while (index - first < 4 && isNear(text, tokens[first - 1], tokens[first]) && (isNamePart(tokens[first - 1] as Token) || (isWithin && !tokens[first - 1]?.isNumber && lookUp(tokens[first - 1]?.folded ?? '') === 0)) && !/, /.test(text.slice(tokens[first - 1]?.end ?? 0, tokens[first]?.start)) && (isWithin || (lookUp(tokens[first - 1]?.folded ?? '') & WORD) === 0)) first -= 1
  while (first < index && tokens[first]?.isCapital === false) first += 1
  if (isWithin && first === index) return null
  if (!isWithin && !token.isCapital) return null
  const after = tokens[index + 1]
  if (isHouseNumber(after) && isNear(text, token, after)) return { first, last: index + 1, score: 3 }
  return isSureCompound(token.folded) ? { first, last: index, score: 1.5 } : null
}

// the corner of 25 Dili Gianni Street and King Forges
const corner = (text: string, tokens: readonly Token[], index: number): Core | null => {
  if (tokens[index + 1]?.folded !== 'of') return null
  let last = index + 1
  let names = 0
  while (last - index < 16) {
    const next = tokens[last + 1]
    if (next === undefined || next.start - (tokens[last]?.end ?? 0) > 3 || /[,\n;!?]/.test(text.slice(tokens[last]?.end ?? 0, next.start))) break
    if (!next.isNumber && !next.isCapital && next.folded !== 'and' && !PARTICLES.has(next.folded)) break
    if (next.isCapital) names += 1
    last += 1
  }
  return names > 0 ? { first: index, last, score: 2 } : null
}

// 20789 Allika 46, Parmova 109, 214 Pavlou Drandaki: a name beside a number, and nothing that calls it a street.
const plain = (text: string, tokens: readonly Token[], index: number): Core | null => {
  const number = tokens[index]
  if (!isHouseNumber(number) || /[.,:/$€£#+'’-]/.test(text[number.start - 1] ?? ' ') || /^(?:[%:/€$£]|[.,]\d|\s?(?:am|pm|km|kg|eur|usd)\b)/.test(text.slice(number.end, number.end + 4))) return null
  let first = index
  while (index - first < 4 && isNear(text, tokens[first - 1], tokens[first]) && isNamePart(tokens[first - 1] as Token) && !/[,.] ?$/.test(text.slice(tokens[first - 1]?.end ?? 0, tokens[first]?.start))) first -= 1
  while (first < index && (tokens[first]?.isCapital === false || isOpener(tokens[first]))) first += 1
  if (first < index && isStreetName(tokens, first, index)) {
    const before = tokens[first - 1]
    const isBetween = isHouseNumber(before) && isNear(text, before, tokens[first]) && text[before.end] !== ','
    return { first, last: index, score: (isBetween ? 1.6 : 0.2) + strangeness(tokens, first, index) }
  }
  let last = index
  while (last - index < 3 && isNear(text, tokens[last], tokens[last + 1]) && (tokens[last + 1] as Token).isCapital && !/[,.] ?$/.test(text.slice(tokens[last]?.end ?? 0, tokens[last + 1]?.start))) last += 1
  if (last === index || isHouseNumber(tokens[last + 1]) && isNear(text, tokens[last], tokens[last + 1]) || !isStreetName(tokens, index + 1, last + 1)) return null
  return { first: index, last, score: strangeness(tokens, index + 1, last + 1) }
}

const isOpener = (token: Token | undefined): boolean => token !== undefined && (lookUp(token.folded) & (WORD | ANY_NAME)) === WORD && token.folded.length < 6

const isStreetName = (tokens: readonly Token[], from: number, to: number): boolean => {
  if (!tokens.slice(from, to).some(({ folded }) => folded.length > 2)) return false
  for (let index = from; index < to; index += 1) {
    const { folded } = tokens[index] as Token
    if (COUNTED.has(folded) && !PARTICLES.has(folded) || MONTHS_AND_DAYS.has(folded) || TITLES.has(folded)) return false
  }
  return true
}

// A name that is no English word is the likelier one of a street.
const strangeness = (tokens: readonly Token[], from: number, to: number): number => {
  let most = 0
  for (let index = from; index < to; index += 1) {
    const bits = lookUp((tokens[index] as Token).folded)
    most = Math.max(most, bits & (WORD | PROPER) ? 0 : bits & PLACE ? 0.1 : 0.5)
  }
  return most
}

/** What the words before and the parts after say for an address. */
const around = (text: string, tokens: readonly Token[], { first, units, places }: Stretch): number => {
  const start = tokens[first]?.start ?? 0
  const before = text.slice(Math.max(0, start - 60), start)
  const cue = CUE_STRONG.test(before) ? 1.5 : CUE_WEAK.test(before) ? 0.7 : /\n[^\p{L}\p{N}\n]{0,6}$/u.test(before) && places > 0 ? 0.7 : 0
  // Without a word for it, names and numbers between commas are a list as likely as a town and its code.
  return cue + (units > 0 ? 1.5 : 0) + Math.min(cue + units > 0 ? 1.5 : 1.2, places * 0.6)
}

const tokenEndingAfter = (tokens: readonly Token[], at: number): number => {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens[middle] as Token).end <= at) low = middle + 1
    else high = middle
  }
  return low
}

// What follows a box: the town, the code, the country.
const afterBox = (text: string, tokens: readonly Token[], box: Find): readonly Find[] => {
  const first = tokenEndingAfter(tokens, box.start)
  const last = tokenEndingAfter(tokens, box.end - 1)
  if (tokens[first] === undefined || tokens[last] === undefined) return []
  const stretch = expand(text, tokens, first, last)
  return [{ kind: 'address', start: tokens[stretch.first]?.start ?? box.start, end: tokens[stretch.last]?.end ?? box.end, weight: GUESS }]
}
