/** One line of visible text: line breaks, controls and marks that reorder or hide text become a space or nothing. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g, '')
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
