const MAX_CHARACTERS = 500

/** One line of text from a file's metadata, without control characters and not longer than a title may be; null when nothing is left. */
export const cleanText = (text: string): string | null => {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim()
  return line === '' ? null : [...line].slice(0, MAX_CHARACTERS).join('')
}
