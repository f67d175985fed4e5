import { type Find, LIKELY } from '../find.ts'

/** A place of delivery or a postal code that its words tell without a street. */
const SHAPES: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])(?:(?:p\.? ?o\.?|post office) ?box|postfach|postbus|postboks|postilokero|apartado(?: de correos)?|casella postale|caixa postal|boîte postale|b\.p\.|skrytka pocztowa|gpo box|private bag|locked bag) ?#?\d{1,6}(?:[ -]\d{1,4})?/giu,
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

/** Boxes, military addresses and postal codes. */
export const findBoxes = (text: string): readonly Find[] => [
  ...[...SHAPES, ...CODES].flatMap((shape) => [...text.matchAll(shape)].map((match) => toFind(match.index, match.index + match[0].length))),
  ...[...text.matchAll(LABELLED)].map((match) => toFind(...(match.indices?.[1] ?? [0, 0]))),
]

const toFind = (start: number, end: number): Find => ({ kind: 'address', start, end, weight: LIKELY })
