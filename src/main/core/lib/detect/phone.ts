import { isDigitAt, isWordAt } from './characters.ts'
import { type Find, GUESS, LIKELY, SURE } from './find.ts'

/** Whether some country has such a number; asked only of those whose shape leaves a doubt. */
export type IsPhoneNumber = (written: string) => boolean

const LONGEST = 40
const MOST_ASKED = 100
const NEAR =
  /(?:phone|telephone|mobile|cell|\btel|\bfax|\bcall(?:s|ed|ing|er)?\b|\bring\b|\bdial|\btext(?:s|ed|ing)?\b|\bsms\b|whats ?app|signal|telegram|imessage|messages?\b|voicemail|hotline|\bdesk\b|\boffice\b|extension|number|reach|registered|contact|handy|telefon|rufen|ruf\b|nummer|anruf|mobil|m[oó]vil|tel[eé]fono|ll[aá]m|celular|portable|t[eé]l[eé]phone|appel|num[eé]ro|cellulare|chiam|telem[oó]vel|ligue|bellen|ring|puhelin|kom[oó]rk|numer|тел|телефон|звон|τηλ|sími|電話|电话|手机|전화)(?:[^\n\d]{0,60}|[^\n\d]{0,8}[:\s]\s{0,8})$/i
const NOT_NEAR = /(?:card|account|konto|order|invoice|rechnung|ticket|case|ref(?:erence)?|tracking|isbn|issn|doi|version|serial|id|zip|postcode|plz|€|\$|£|¥|eur|usd|chf|kr)\W{0,3}(?:number|no\.?|nr\.?|#|is|:)?[^\n\d\p{L}]{0,4}$/iu

/** Phone numbers in the ways people write them. */
export const findPhones = (text: string, isKnown: IsPhoneNumber): readonly Find[] => {
  let asked = 0
  // A text of nothing but numbers: what is past asking counts as one.
  const isPhoneNumber = (written: string): boolean => {
    asked += 1
    return asked > MOST_ASKED || isKnown(written)
  }
  const finds: Find[] = []
  for (let index = 0; index < text.length; index += 1) {
    const isStart = isDigitAt(text, index) || ((text[index] === '+' || text[index] === '(') && canOpen(text, index))
    if (!isStart || isWordAt(text, index - 1) || /[.,:/@+=&#-]/.test(isDigitAt(text, index - 2) || text[index - 1] !== '.' ? (text[index - 1] ?? ' ') : ' ') && !/[:/#]/.test(text[index - 1] ?? ' ')) {
      while (isDigitAt(text, index) && isDigitAt(text, index + 1)) index += 1
      continue
    }
    const end = endOfNumber(text, index)
    const weight = weigh(text, index, end, isPhoneNumber)
    if (weight > 0) finds.push({ kind: 'phone', start: index, end: withExtension(text, end), weight })
    // A number that is none may be two: on at the next group of digits.
    if (weight !== 0) index = Math.max(index, end - 1)
    else while (isDigitAt(text, index + 1)) index += 1
  }
  return finds
}

const canOpen = (text: string, index: number): boolean => isDigitAt(text, index + 1) || (text[index] === '(' && (text[index + 1] === '+' || text[index + 1] === '0')) || (text[index] === '+' && /[ (]/.test(text[index + 1] ?? '') && isDigitAt(text, index + 2))

// Of a number too long to be a phone's it is the end of all its digits: no part of it is looked at again.
const endOfNumber = (text: string, start: number): number => {
  let end = start
  let last = start
  let gap = 0
  let digits = 0
  for (; (end - start < LONGEST || digits > 15) && end < text.length; end += 1) {
    if (isDigitAt(text, end)) {
      digits += 1
      last = end + 1
      gap = 0
    } else if (' ()-./+\u00a0\u2011\u2013\u202f'.includes(text[end] ?? '\n') && !(text[end] === '+' && end > start + 1)) {
      gap += 1
      if (gap > 3 || (text[end] === ' ' && text[end - 1] === ' ' && text[end + 1] === ' ')) break
    } else break
  }
  return last
}

const EXTENSION = /^\s?(?:x|ext\.?|extension|ex\.?|durchwahl|poste|#)\s?\d{1,6}(?![\p{L}\d])/iu
const withExtension = (text: string, end: number): number => end + (EXTENSION.exec(text.slice(end, end + 24))?.[0].length ?? 0)

const DATE = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?: \d{1,4})?)$/
const NORTH_AMERICAN = /^(?:\+?1[ .-]?)?(?:\(\d{3}\)[ .-]?|\d{3}[ .-])\d{3}[ .-]\d{4}$/
// 1 234 567 and 1.234.567 are amounts, 2019-2024 is a time.
const AMOUNT = /^\d{1,3}(?:[ .\u00a0\u202f]\d{3})+$/
const YEARS = /^(?:1[89]|20)\d\d ?[-–/] ?(?:1[89]|20)\d\d$/

const weigh = (text: string, start: number, end: number, isPhoneNumber: IsPhoneNumber): number => {
  const written = text.slice(start, end)
  const count = written.replace(/\D/g, '').length
  const next = text[end] ?? ' '
  const hasExtension = withExtension(text, end) > end
  if (count > 15) return -1
  if (count < 6 || (isWordAt(text, end) && !hasExtension) || next === '@' || next === '%' || (next === ':' && isDigitAt(text, end + 1))) return 0
  if (DATE.test(written) || YEARS.test(written) || /^(?:\d{1,3}\.){3}\d{1,3}$/.test(written) || /^\d+[./]\d+$/.test(written)) return 0
  if (/^\(?\+/.test(written)) return count >= 7 ? SURE : 0
  if (NORTH_AMERICAN.test(written) && !/^\+?1?[ .-]?\(?[01]00/.test(written)) return LIKELY
  if (hasExtension && count >= 7) return LIKELY
  const before = text.slice(Math.max(0, start - 80), start)
  if (NOT_NEAR.test(before) && !/(?:phone|tel|mobile|cell|fax)[^\n]{0,20}$/i.test(before)) return 0
  const groups = written.split(/\D+/).filter((group) => group !== '')
  const isNear = NEAR.test(before)
  if (/^00[1-9]/.test(written) && count >= 9) return groups.length > 1 || isNear || isPhoneNumber(`+${written.slice(2)}`) ? LIKELY : 0
  // A trunk zero with groups: 0494 92 82 32, (0)30 1234567, 0961-7596216.
  if (/^\(?0[1-9]/.test(written) && count >= 8 && count <= 13 && groups.length > 1 && !AMOUNT.test(written)) return LIKELY
  // 12 16 20 24 32
  if (groups.length > 3 && groups.every((group) => group.length < 3) && !/^\(?0/.test(written)) return isPhoneNumber(written) && isNear ? GUESS : 0
  if (isNear && count >= 7 && count <= 15) return groups.length === 1 && count > 13 ? 0 : LIKELY
  if (isNear && count === 6 && groups.length > 1 && groups.length < 4) return GUESS
  if (count < 8 || count > 13) return 0
  if (groups.length > 2 && !AMOUNT.test(written) && groups.every((group) => group.length > 1)) return isPhoneNumber(written) ? LIKELY : 0
  if (groups.length === 1 && written.startsWith('0') && count >= 9) return isPhoneNumber(written) ? GUESS : 0
  // Three groups of three: an amount as likely as a phone, unless the library knows it and no unit follows.
  if (/^[6-9]\d\d \d{3} \d{3}$/.test(written) && !/^\s?(?:[€$£%]|\p{L})/u.test(text.slice(end, end + 3))) return isPhoneNumber(written) ? GUESS : 0
  return 0
}
