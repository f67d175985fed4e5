import { passesLuhn } from './card.ts'
import { isAhv, isBelgian, isBirthNumber, isBsn, isChineseId, isCodiceFiscale, isCpf, isDay, isFinnish, isFrenchNumber, isGermanTaxId, isIcelandic, isNhs, isNorwegian, isPesel, isSpanishId, isTurkish } from './check-digits.ts'
import { clusterDigits } from './clusters.ts'
import { type Find, GUESS, LIKELY, SURE } from './find.ts'

interface IdRule {
  readonly shape: RegExp
  /** Of the find without separators. */
  readonly isRight?: (compact: string) => boolean
  /** Words that have to stand shortly before; without them the shape (and its check digit) says enough. */
  readonly near?: RegExp
  readonly weight: number
}

// Not within a longer word or number.
const shape = (source: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}_]|[\\p{N}][.,/-])(?:${source})(?![\\p{L}\\p{N}_]|[.,/-][\\p{N}])`, 'giu')
// A number of letters and digits, as states print them: a word without a digit is no part of it, but for leading capitals.
const PRINTED = /(?<![\p{L}\p{N}_])(?:(?!ID|NO|NR)[A-Z]{1,2}[ -])?[A-Za-z]{0,6}\d[A-Za-z0-9]{0,17}(?:[ ./-](?=[A-Za-z]{0,2}\d)[A-Za-z0-9]{1,8}){0,5}(?![\p{L}\p{N}_])/gu
const isSsn = (compact: string): boolean => !/^(?:000|666)|^\d{3}00|0000$/.test(compact)

const RULES: readonly IdRule[] = [
  { shape: shape('\\d{3}-\\d{2}-\\d{4}'), isRight: isSsn, weight: LIKELY },
  { shape: shape('\\d{3}[ .–-]?\\d{2}[ .–-]?\\d{4}'), near: /\b(?:ssns?|socials?|social security|itin|tin|tax id|taxpayer)\b/i, weight: SURE },
  { shape: shape('[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]'), weight: SURE },
  { shape: shape('\\d{3}[ -]?\\d{3}[ -]?\\d{4}'), isRight: isNhs, near: /\bnhs\b/i, weight: SURE },
  { shape: shape('\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}'), isRight: isGermanTaxId, near: /steuer|\bidnr|\btin\b|identifikationsnummer|tax/i, weight: SURE },
  { shape: shape('\\d{2} ?\\d{6} ?[A-Z] ?\\d{3}'), near: /sozialversicherung|rentenversicherung|versicherungsnummer|\bsvnr|\bsv-?nummer/i, weight: SURE },
  { shape: shape('[LMNPRTVWXYCFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}\\d?'), near: /personalausweis|ausweis|reisepass|passnummer/i, weight: SURE },
  { shape: shape('[1-478] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}'), isRight: isFrenchNumber, weight: SURE },
  { shape: shape('[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]'), isRight: isCodiceFiscale, weight: SURE },
  { shape: shape('\\d{8}[ -]?[A-Z]|[XYZ][ -]?\\d{7}[ -]?[A-Z]|\\d{2}\\.\\d{3}\\.\\d{3}[ -]?[A-Z]'), isRight: isSpanishId, weight: SURE },
  { shape: shape('\\d{6}-\\d{4}'), isRight: (id) => isDay(id, 'dmy') || (isDay(id, 'ymd') && passesLuhn(id)), weight: LIKELY },
  { shape: shape('\\d{6} ?\\d{4}'), isRight: (id) => isDay(id, 'dmy'), near: /\bcpr\b|kennitala|\bkt\b/i, weight: SURE },
  { shape: shape('\\d{6}-?\\d{4}'), isRight: isIcelandic, near: /kennitala|\bkt\b/i, weight: SURE },
  { shape: shape('(?:19|20)?\\d{6}[-+]?\\d{4}'), isRight: (id) => isDay(id.slice(-10), 'ymd') && passesLuhn(id.slice(-10)), near: /personnummer|person\s?nr|samordningsnummer/i, weight: SURE },
  { shape: shape('(?:19|20)\\d{6}-\\d{4}'), isRight: (id) => isDay(id.slice(-10), 'ymd') && passesLuhn(id.slice(-10)), weight: SURE },
  { shape: /(?<![\p{L}\p{N}])\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\p{L}\p{N}])/giu, isRight: (id) => isFinnish(id.length === 10 ? `${id.slice(0, 6)}-${id.slice(6)}` : id), weight: SURE },
  { shape: shape('\\d{6} ?\\d{5}'), isRight: isNorwegian, weight: SURE },
  { shape: shape('\\d{9}|\\d{4}\\.\\d{2}\\.\\d{3}|\\d{3} \\d{3} \\d{3}'), isRight: isBsn, near: /\bbsn\b|burgerservice|sofinummer|sofi/i, weight: SURE },
  { shape: shape('\\d{2}\\.\\d{2}\\.\\d{2}[ -]\\d{3}[. ]\\d{2}'), isRight: isBelgian, weight: SURE },
  { shape: shape('\\d{11}'), isRight: isBelgian, near: /rijksregister|registre national|\bniss\b|\binsz\b/i, weight: SURE },
  { shape: shape('\\d{11}'), isRight: isPesel, weight: LIKELY },
  { shape: shape('\\d{11}'), isRight: isTurkish, near: /\bt\.?c\.?\b|kimlik/i, weight: SURE },
  { shape: shape('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}|\\d{11}'), isRight: isCpf, near: /\bcpf\b/i, weight: SURE },
  { shape: shape('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}'), isRight: isCpf, weight: SURE },
  { shape: shape('\\d{6}/\\d{3,4}'), isRight: (id) => isBirthNumber(id), weight: LIKELY },
  { shape: shape('756\\.?\\d{4}\\.?\\d{4}\\.?\\d{2}'), isRight: isAhv, weight: SURE },
  { shape: shape('\\d{4}[ -]\\d{4}[ -]\\d{4}|\\d{12}'), near: /aadhaar|aadhar|uidai/i, weight: SURE },
  { shape: shape('[A-Z]{3}[ABCFGHJLPT][A-Z]\\d{4}[A-Z]'), weight: LIKELY },
  { shape: shape('\\d{3}[ -]\\d{3}[ -]\\d{3}|\\d{9}'), isRight: passesLuhn, near: /\bsin\b|social insurance/i, weight: SURE },
  { shape: shape('\\d{3} ?\\d{3} ?\\d{3}'), near: /\btfn\b|tax file|\bnif\b|contribuinte|\bafm\b|αφμ/i, weight: SURE },
  { shape: shape('[A-Z]{4}\\d{6}[HM][A-Z]{5}[A-Z0-9]\\d'), weight: SURE },
  { shape: shape('[1-9]\\d{16}[0-9X]'), isRight: isChineseId, weight: SURE },
  { shape: shape('\\d{6}-[1-4]\\d{6}'), isRight: (id) => isDay(id, 'ymd'), weight: LIKELY },
  { shape: shape('\\d{13}'), isRight: (id) => isDay(id, 'ymd') && passesLuhn(id), near: /\bid\b|identity/i, weight: SURE },
  { shape: shape('[1-8]\\d{12}'), isRight: (id) => isDay(id.slice(1), 'ymd'), near: /\bcnp\b|cod numeric/i, weight: SURE },
  { shape: PRINTED, isRight: hasEnoughDigits, near: /driv(?:er|er['’]?s|ers|ing)['’]?\s?(?:licen[cs]es?|permits?)|\bdl\b|licen[cs]e\s(?:number|no|nr|#|id)|führerschein|permis de conduire|permiso de conducir|licencia de conducir|patente di guida|rijbewijs|körkort|prawo jazdy|carta de condução/i, weight: LIKELY },
  { shape: PRINTED, isRight: hasEnoughDigits, near: /passports?\b|\breisepass|passeport|pasaporte|passaporto|paspoort|\bpass(?:nummer| no)/i, weight: LIKELY },
  {
    shape: PRINTED,
    isRight: hasEnoughDigits,
    near: /national id|identity (?:card|number|document)|\bid (?:card|number|no)\b|\bid#|resident (?:permit|id)|alien registration|green card|\bmedicare|\bmedicaid|insurance (?:number|no|id)|tax(?:payer)? (?:id|number|no)|steuernummer|personalausweisnummer|numéro de sécurité sociale|carte d['’]identité|documento de identidad|\bdni\b|\bnie\b|\bcurp\b|codice fiscale|\bpesel\b|personnummer|henkilötunnus|\bcpr\b|rodné číslo|\boib\b|\bemšo\b|\bjmbg\b|isikukood/i,
    weight: GUESS,
  },
]

function hasEnoughDigits(compact: string): boolean {
  return (compact.match(/\d/g)?.length ?? 0) >= 4 && compact.length >= 5
}

// How far before a number its words may stand, and how much of it may stand around its digits.
const REACH = 56
const AROUND = 10

const ANYWHERE = RULES.filter(({ near }) => near === undefined)
const BESIDE = RULES.flatMap(({ near, ...rule }) => (near === undefined ? [] : [{ ...rule, near: new RegExp(near.source, 'gi') }]))
// One look for all of them: most numbers have the shape of none.
const ANY_SHAPE = new RegExp(ANYWHERE.map(({ shape }) => `(?:${shape.source})`).join('|'), ANYWHERE.some(({ shape }) => shape.flags.includes('i')) ? 'iu' : 'u')
const ANY_WORD = new RegExp(BESIDE.map(({ near }) => `(?:${near.source})`).join('|'), 'i')

/** Numbers that a state gave a person, by check digit where there is one, else by the words before them. */
export const findNationalIds = (text: string): readonly Find[] =>
  clusterDigits(text, 4).flatMap((cluster) => {
    const from = Math.max(0, cluster.start - AROUND)
    const slice = text.slice(from, cluster.end + AROUND)
    const finds = cluster.digits < 6 || !ANY_SHAPE.test(slice) ? [] : ANYWHERE.flatMap((rule) => matching(slice, rule).map((match) => toFind(from + match.index, match[0].length, rule)))
    const wordsFrom = Math.max(0, cluster.start - REACH)
    const around = text.slice(wordsFrom, cluster.end)
    if (!ANY_WORD.test(around)) return finds
    for (const rule of BESIDE) {
      const words = [...around.matchAll(rule.near)].map((word) => wordsFrom + word.index + word[0].length - from)
      if (words.length === 0) continue
      const matches = matching(slice, rule)
      let next = 0
      for (const end of words) {
        while (next < matches.length && (matches[next]?.index ?? 0) < end) next += 1
        const match = matches[next]
        if (match !== undefined && match.index - end <= REACH && !/\n\s*\n/.test(slice.slice(Math.max(0, end), match.index))) finds.push(toFind(from + match.index, match[0].length, rule))
      }
    }
    return finds
  })

const matching = (slice: string, rule: IdRule): readonly RegExpExecArray[] => [...slice.matchAll(rule.shape)].filter((match) => isRight(rule, match[0]))

const isRight = (rule: IdRule, found: string): boolean => rule.isRight?.(found.replace(/[\s./–-]/g, '')) ?? true

const toFind = (start: number, length: number, { weight }: IdRule): Find => ({ kind: 'national-id', start, end: start + length, weight })
