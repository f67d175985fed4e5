import { clusterDigits } from '../clusters.ts'
import { type Find, LIKELY } from '../find.ts'
import type { Token } from '../tokens.ts'
import { wordSet } from '../vocabulary.ts'

/** A place of delivery or a postal code that its words tell without a street. */
const SHAPES: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])(?:(?:p\.? ?o\.?|post office) ?box|postfach|postbox|postboks|pósthólf|postilaatikko|postbus|postboks|postilokero|apartado(?: de correos)?|casella postale|caixa postal|boîte postale|b\.p\.|skrytka pocztowa|gpo box|private bag|locked bag) ?#?\d{1,6}(?:[ -]\d{1,4})?/giu,
  /(?<![\p{L}\p{N}])(?:unit|psc|cmr|umr) \d{1,5},? box \d{1,5}/giu,
  /(?<![\p{L}\p{N}])(?:apo|fpo|dpo),? (?:aa|ae|ap) \d{5}/giu,
  /(?<![\p{L}\p{N}])(?:USNS|USS|USCGC|USNV) \p{Lu}[\p{L}'’-]{1,20}(?: \p{Lu}[\p{L}'’-]{1,20})?/gu,
]

const CODE = '\\p{N}{3,6}(?:[ -][\\p{N}A-Z]{2,4})?(?![\\p{L}\\p{N}])|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}(?![\\p{L}\\p{N}])|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d|[A-Z]{1,2}[ -]?\\d{3,6}'
const LABELLED = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:zip(?:[ -]?code)?s?|post(?:al)?[ -]?codes?|postcodes?|plz|postleitzahl|code postal|c[oó]digo postal|cap|cep|postnummer|postnr|postinumero|kod pocztowy|psč|irányítószám|pin ?code|eircode)(?:\\s{0,2}[:=#]\\s{0,2}|\\s{1,2}(?:is|was|ist|est|es|è|to|of)(?: now)?:?\\s{1,2}|\\s{1,2})(${CODE})`,
  'giud',
)
const CODES: readonly RegExp[] = [
  // London, Ottawa, a state of the USA after a comma, Amsterdam.
  /(?<![\p{L}\p{N}])(?:GIR 0AA|(?:[A-PR-UWYZ]\d[\dA-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y]\d[\dABEHMNPRVWXY]?) \d[ABD-HJLNP-UW-Z]{2})(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d(?![\p{L}\p{N}])/gu,
  /(?<=, ?)(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) \d{5}(?:-\d{4})?(?!\d)/gu,
  /(?<![\p{L}\p{N}])\d{4} [A-Z]{2}(?=,? (?:Amsterdam|Rotterdam|Utrecht|Den|The|'s|\p{Lu}\p{Ll}{3}))/gu,
]

const BOX_WORDS = wordSet('box postfach postbox pósthólf postilaatikko postbus postboks postilokero apartado casella caixa boîte p skrytka bag psc cmr umr apo fpo dpo usns uss uscgc usnv')
const CODE_WORDS = wordSet('zip zips zipcode zip-code postcode postcodes post-code postal code codes plz postleitzahl postnummer postnr postinumero kod psč irányítószám pin pincode eircode cap cep')
const BEFORE = 24
const AFTER = 48

/** Boxes, military addresses and postal codes. */
export const findBoxes = (text: string, tokens: readonly Token[]): readonly Find[] => {
  const words = tokens.filter(({ isNumber }) => !isNumber)
  const near = (set: ReadonlySet<string>): readonly Window[] => words.filter(({ folded }) => set.has(folded)).map(({ start, end }) => ({ start: start - BEFORE, end: end + AFTER }))
  return [
    ...look(text, SHAPES, near(BOX_WORDS)),
    ...look(text, [LABELLED], near(CODE_WORDS)),
    ...look(text, CODES, clusterDigits(text, 2).map(({ start, end }) => ({ start: start - 8, end: end + 12 }))),
  ]
}

interface Window {
  readonly start: number
  readonly end: number
}

// Windows that overlap are looked through once.
const look = (text: string, shapes: readonly RegExp[], windows: readonly Window[]): readonly Find[] => {
  const joined: Window[] = []
  for (const { start, end } of windows) {
    const last = joined.at(-1)
    if (last !== undefined && start < last.end) joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else joined.push({ start: Math.max(0, start), end })
  }
  return joined.flatMap((window) => shapes.flatMap((shape) => [...text.slice(window.start, window.end).matchAll(shape)].map((match) => toFind(window.start, match))))
}

const toFind = (from: number, match: RegExpExecArray): Find => {
  const [start, end] = match.indices?.[1] ?? [match.index, match.index + match[0].length]
  return { kind: 'address', start: from + start, end: from + end, weight: LIKELY }
}
