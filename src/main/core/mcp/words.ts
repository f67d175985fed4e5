const MOST_EXCERPTS = 3
const EXCERPT_CHARACTERS = 240
const MOST_WORDS = 12
// Most notes of most people, in a tenth of the time.
const PLAIN = /^[\0-\x7f]*$/

/** Text in the form in which words are looked for. */
export const fold = (text: string): string => (PLAIN.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase()

/** The words of a query, folded, each once. */
export const wordsOf = (query: string): readonly string[] => [...new Set(fold(query).match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, MOST_WORDS)

/** Whether a text holds all of the words. */
export const holdsAll = (text: string, words: readonly string[]): boolean => {
  const folded = fold(text)
  return words.every((word) => folded.includes(word))
}

/**
 * How well a note fits: a word in its name counts as much as six in its text, and more than six times is no better. Null where
 * one of the words is missing.
 */
export const scoreOf = (path: string, text: string, words: readonly string[]): number | null => {
  const [name, body] = [fold(path), fold(text)]
  let score = 0
  for (const word of words) {
    const found = (name.includes(word) ? 6 : 0) + countOf(body, word)
    if (found === 0) return null
    score += found
  }
  return score
}

/** The first lines that hold one of the words, with their numbers; long ones cut around it. */
export const excerptsOf = (text: string, words: readonly string[]): readonly string[] => {
  const found: string[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const folded = fold(line)
    const places = words.map((word) => folded.indexOf(word)).filter((place) => place !== -1)
    if (places.length === 0) continue
    found.push(`${at + 1}: ${cutAround(line.trim(), Math.min(...places))}`)
    if (found.length === MOST_EXCERPTS) break
  }
  return found
}

const countOf = (text: string, word: string): number => {
  let count = 0
  for (let at = text.indexOf(word); at !== -1 && count < 6; at = text.indexOf(word, at + word.length)) count += 1
  return count
}

const cutAround = (line: string, place: number): string => {
  if (line.length <= EXCERPT_CHARACTERS) return line
  const start = Math.max(0, Math.min(place - EXCERPT_CHARACTERS / 3, line.length - EXCERPT_CHARACTERS))
  const cut = line.slice(start, start + EXCERPT_CHARACTERS).toWellFormed()
  return `${start > 0 ? '…' : ''}${cut}${start + EXCERPT_CHARACTERS < line.length ? '…' : ''}`
}
