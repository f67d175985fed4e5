import { counted, sizeInWords } from './sizes.ts'

/** What was sent, to the byte where it is little: `312 bytes`, `1.9 kB`, `148 kB`. */
export const bytesInWords = (bytes: number): string => {
  if (bytes < 1000) return counted(bytes, 'byte')
  return bytes < 9950 ? `${(bytes / 1000).toFixed(1)} kB` : sizeInWords(bytes)
}

/** `$0.14`, and `under $0.01` for what is less than a cent. */
export const priceInWords = (usd: number): string => (usd > 0 && usd < 0.005 ? 'under $0.01' : `$${usd.toFixed(2)}`)
