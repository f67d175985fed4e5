export interface Slice {
  readonly start: number
  readonly text: string
}

// Tens of milliseconds at the worst: well inside the time that a worker is given, so that a long text is no reason to end it.
const LONGEST = 16_000
// Longer than anything looked for but a private key, which is hidden from its first line to the end of its slice.
const OVERLAP = 600

/** Cuts a long text at the ends of paragraphs, else of lines or words, into pieces that overlap. */
export const sliceText = (text: string, longest: number = LONGEST, overlap: number = OVERLAP): readonly Slice[] => {
  const slices: Slice[] = []
  for (let start = 0; ; ) {
    if (text.length - start <= longest) return [...slices, { start, text: text.slice(start) }]
    const end = borderBefore(text, start + longest, start + Math.floor(longest / 2))
    slices.push({ start, text: text.slice(start, end) })
    start = wordBefore(text, end - overlap, Math.min(100, overlap))
  }
}

const borderBefore = (text: string, most: number, least: number): number => {
  for (const border of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(border, most - border.length)
    if (at >= least) return at + border.length
  }
  return beforePair(text, most)
}

const wordBefore = (text: string, at: number, most: number): number => {
  const space = text.lastIndexOf(' ', at)
  return space > at - most ? space + 1 : beforePair(text, at)
}

// Never between the two halves of one character.
const beforePair = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') && /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') ? at - 1 : at)

/** What was found in slices, as of the whole text: where they overlap, either's finds count, and what touches is one. */
export const joinDetails = <D extends { readonly kind: string; readonly start: number; readonly end: number }>(parts: readonly { readonly start: number; readonly details: readonly D[] }[]): readonly D[] => {
  const all = parts.flatMap(({ start, details }) => details.map((detail) => ({ ...detail, start: detail.start + start, end: detail.end + start }))).toSorted((a, b) => a.start - b.start || b.end - a.end)
  const joined: D[] = []
  for (const detail of all) {
    const last = joined.at(-1)
    if (last === undefined || detail.start >= last.end) joined.push(detail)
    else if (detail.end > last.end) joined[joined.length - 1] = { ...(last.end - last.start >= detail.end - detail.start ? last : detail), start: last.start, end: detail.end }
  }
  return joined
}
