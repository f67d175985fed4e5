import { isWordAt } from './characters.ts'
import { type Find, LIKELY, SURE } from './find.ts'

// Length of an account number by country (SWIFT's registry).
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28,
  EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26,
  IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27, MT: 31, MU: 30, NI: 28,
  NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33, SA: 24, SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25,
  SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
}

const START = /(?<![A-Za-z0-9])([A-Za-z]{2})[ -]?\d{2}/g
const NEAR = /\biban\b[^\n]{0,30}$/i

/** Bank accounts: the right length for the country with a right check sum, or a wrong one right after the word IBAN. */
export const findIbans = (text: string): readonly Find[] => {
  const finds: Find[] = []
  for (const match of text.matchAll(START)) {
    const length = LENGTHS[(match[1] ?? '').toUpperCase()]
    const account = length === undefined ? null : read(text, match.index, length)
    if (account === null) continue
    const weight = mod97(account.compact) === 1 ? SURE : NEAR.test(text.slice(Math.max(0, match.index - 40), match.index)) ? LIKELY : 0
    if (weight > 0) finds.push({ kind: 'iban', start: match.index, end: account.end, weight })
  }
  return finds
}

const read = (text: string, start: number, length: number): { readonly compact: string; readonly end: number } | null => {
  let compact = ''
  let index = start
  while (compact.length < length) {
    const character = text[index] ?? ''
    if (isAlphanumeric(text.charCodeAt(index))) compact += character.toUpperCase()
    else if (!/[ \u00a0.-]/.test(character) || !isAlphanumeric(text.charCodeAt(index + 1))) return null
    index += 1
  }
  return isWordAt(text, index) ? null : { compact, end: index }
}

const isAlphanumeric = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122)

const mod97 = (compact: string): number => {
  let rest = 0
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
