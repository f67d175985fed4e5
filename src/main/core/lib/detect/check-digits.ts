const digitsOf = (text: string): readonly number[] => [...text].map((digit) => digit.charCodeAt(0) - 48)
const weighted = (text: string, weights: readonly number[]): number => weights.reduce((sum, weight, index) => sum + weight * (digitsOf(text)[index] ?? 0), 0)

/** Whether six digits are a day, month and year in the order given, as in `311299`. */
export const isDay = (digits: string, order: 'dmy' | 'ymd'): boolean => {
  const [a = 0, month = 0, c = 0] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)))
  const day = order === 'dmy' ? a : c
  return day >= 1 && day <= 31 && month >= 1 && month <= 12
}

export const isBsn = (digits: string): boolean => !/^0+$/.test(digits) && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0

/** Germany's tax number: ISO 7064 mod 11,10, and at least one digit stands twice among the first ten. */
export const isGermanTaxId = (digits: string): boolean => {
  if (digits.startsWith('0') || new Set(digits.slice(0, 10)).size === 10 || new Set(digits.slice(0, 10)).size < 8) return false
  let product = 10
  for (const digit of digitsOf(digits.slice(0, 10))) {
    const sum = (digit + product) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === Number(digits[10])
}

export const isFrenchNumber = (compact: string): boolean => {
  const key = Number(compact.slice(13))
  const body = compact.slice(0, 13).toUpperCase().replace('2A', '19').replace('2B', '18')
  return /^\d{13}$/.test(body) && 97 - Number(BigInt(body) % 97n) === key
}

const ODD: Readonly<Record<string, number>> = Object.fromEntries([...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((character, index) => [character, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23][index] ?? 0]))

export const isCodiceFiscale = (code: string): boolean => {
  const upper = code.toUpperCase()
  const sum = Array.from(upper.slice(0, 15)).reduce((total, character, index) => total + (index % 2 === 0 ? (ODD[character] ?? 0) : /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65), 0)
  return String.fromCharCode(65 + (sum % 26)) === upper[15]
}

/** Spain's DNI and NIE: a letter by the rest of 23. */
export const isSpanishId = (code: string): boolean => {
  const upper = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
  const digits = upper.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === upper.at(-1)
}

export const isNorwegian = (digits: string): boolean =>
  isDay(`${Number(digits.slice(0, 2)) % 40}`.padStart(2, '0') + digits.slice(2, 6), 'dmy') && weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 && weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0

export const isFinnish = (code: string): boolean => {
  const upper = code.toUpperCase()
  return isDay(upper.slice(0, 6), 'dmy') && '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(upper.slice(0, 6) + upper.slice(7, 10)) % 31] === upper[10]
}

export const isIcelandic = (digits: string): boolean => isDay(digits.slice(0, 6), 'dmy') && weighted(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 && /[890]$/.test(digits)

export const isPesel = (digits: string): boolean => weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0 && isDay(`${digits.slice(0, 2)}${String(Number(digits.slice(2, 4)) % 20).padStart(2, '0')}${digits.slice(4, 6)}`, 'ymd')

export const isBelgian = (digits: string): boolean => {
  const body = Number(digits.slice(0, 9))
  const key = Number(digits.slice(9))
  return 97 - (body % 97) === key || 97 - ((2_000_000_000 + body) % 97) === key
}

export const isCpf = (digits: string): boolean => {
  if (new Set(digits).size === 1) return false
  const check = (length: number): number => ((digitsOf(digits.slice(0, length)).reduce((sum, digit, index) => sum + digit * (length + 1 - index), 0) * 10) % 11) % 10
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10])
}

/** Czech and Slovak birth numbers: a day (months of women count 50 more), and since 1954 the whole divisible by 11. */
export const isBirthNumber = (digits: string): boolean => (digits.length === 9 || Number(digits) % 11 === 0) && isDay(digits.slice(0, 2) + String(Number(digits.slice(2, 4)) % 50 % 20).padStart(2, '0') + digits.slice(4, 6), 'ymd')

/** Switzerland's AHV number: the check digit of an EAN-13. */
export const isAhv = (digits: string): boolean => weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0

export const isNhs = (digits: string): boolean => weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0

export const isChineseId = (code: string): boolean => '10X98765432'[weighted(code, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === code.at(-1)?.toUpperCase() && isDay(code.slice(8, 14), 'ymd')

export const isTurkish = (digits: string): boolean => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0] = digitsOf(digits)
  return a !== 0 && ((a + c + e + g + i) * 7 - (b + d + f + h) + 100) % 10 === j && (a + b + c + d + e + f + g + h + i + j) % 10 === k
}
