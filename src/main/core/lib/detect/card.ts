import { isDigitAt, isWordAt } from './characters.ts'
import { type Find, LIKELY, SURE } from './find.ts'

// First digits, and how long a number that starts so may be.
const ISSUERS: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 18, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:36|38|39|30[0-59])/, lengths: [14, 16, 19] },
  { prefix: /^(?:6011|64[4-9]|65|60|81|82|508|62)/, lengths: [16, 17, 18, 19] },
  { prefix: /^35/, lengths: [15, 16, 17, 18, 19] },
  { prefix: /^(?:2131|1800)/, lengths: [15] },
  { prefix: /^(?:50|5[6-9]|6)/, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] },
]

const NEAR = /(?:card|credit|debit|visa|master ?card|amex|american express|karte|kreditkarte|carte|tarjeta|carta|cartão|kort|kaart|karta|pay)[^\n]{0,40}$/i

/** Payment cards: known first digits and lengths with a right check digit, or a wrong one next to words that say card. */
export const findCards = (text: string): readonly Find[] => {
  const finds: Find[] = []
  for (let index = 0; index < text.length; index += 1) {
    if (!isDigitAt(text, index) || isWordAt(text, index - 1)) continue
    const found = cardAt(text, index)
    if (found !== null) finds.push(found)
    // On to the end of this group of digits: the next group may be the start of a number.
    while (isDigitAt(text, index + 1)) index += 1
  }
  return finds
}

const cardAt = (text: string, start: number): Find | null => {
  let digits = ''
  let best: Find | null = null
  let isNear: boolean | null = null
  for (let end = start; digits.length <= 19; ) {
    while (isDigitAt(text, end) && digits.length <= 19) {
      digits += text[end]
      end += 1
    }
    if (digits.length > 19) break
    if (digits.length >= 12 && !isWordAt(text, end) && isIssued(digits)) {
      const isRight = passesLuhn(digits)
      isNear ??= NEAR.test(text.slice(Math.max(0, start - 60), start))
      if (isRight) best = { kind: 'card', start, end, weight: SURE }
      else if (isNear && best === null) best = { kind: 'card', start, end, weight: LIKELY }
    }
    if (!isSeparator(text, end) || !isDigitAt(text, end + 1)) break
    end += 1
  }
  return best
}

const isSeparator = (text: string, index: number): boolean => ' -.\u00a0\u2011\u2013'.includes(text[index] ?? '\n')

const isIssued = (digits: string): boolean => ISSUERS.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits))

/** The check digit of cards and of some national numbers. */
export const passesLuhn = (digits: string): boolean => {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0 && !/^0+$/.test(digits)
}
