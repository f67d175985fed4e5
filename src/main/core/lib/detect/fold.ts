// Letters that Unicode does not take apart into a letter and a mark.
const WHOLE: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', '’': "'" }

/** A word without case and without marks: `Ólafur` and `OLAFUR` are the same. */
export const fold = (word: string): string => {
  const lower = word.toLowerCase()
  if (/^[a-z'-]*$/.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđðþæœıħ’]/g, (letter) => WHOLE[letter] ?? letter)
}
