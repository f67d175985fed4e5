// A person says a word three times ("no, no, no") and a phrase twice; a caught engine goes on.
const LONGEST_PHRASE = 12
const timesThatLoop = (length: number): number => (length === 1 ? 4 : 3)

/** Finds stretches that say the same thing over and over, in any items that can be compared; `end` is exclusive. */
export const findLoops = (
  items: readonly string[],
  loopsAt: (phrase: readonly string[]) => number = (phrase) => timesThatLoop(phrase.length),
): readonly { readonly start: number; readonly end: number; readonly length: number }[] => {
  const loops: { start: number; end: number; length: number }[] = []
  for (let length = 1; length <= Math.min(LONGEST_PHRASE, Math.floor(items.length / 2)); length += 1) {
    let start = 0
    while (start + 2 * length <= items.length) {
      let end = start + length
      while (end < items.length && items[end] === items[end - length]) end += 1
      const times = Math.floor((end - start) / length)
      if (times > 1 && times >= loopsAt(items.slice(start, start + length))) loops.push({ start, end, length })
      // The next phrase of this length that can repeat begins where this run stopped repeating.
      start = Math.max(start + 1, end - length + 1)
    }
  }
  return loops
}

/** The words of a text as they are compared: lower case, without punctuation; in scripts without spaces, its characters. */
export const comparableWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll(SPACELESS, ' $& ')
    .split(/[^\p{L}\p{N}\p{M}'’]+/u)
    .filter((word) => word !== '')

const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu
