import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

// Where the people who use this live, most likely; a number of any country is taken with its +.
const REGIONS: readonly CountryCode[] = ['US', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'PL', 'SE', 'DK', 'NO', 'FI', 'CH', 'AT', 'BE', 'PT', 'CZ', 'AU', 'BR', 'IN']

/** Whether the numbering plan of some country has such a number; only ever asked of a few dozen characters. */
export const isPhoneNumber = (written: string): boolean => {
  const digits = written.replace(/(?!^\+)\D/g, '')
  if (digits.startsWith('+')) return parsePhoneNumberFromString(digits)?.isValid() === true
  return REGIONS.some((region) => parsePhoneNumberFromString(digits, region)?.isValid() === true)
}
