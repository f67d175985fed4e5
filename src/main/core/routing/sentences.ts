/** A stretch of a text that can be left out by itself. */
export interface Part {
  readonly text: string
  /** What it is called: "the last part". */
  readonly words: string
}

/** A text in its sentences; a single one in its clauses. Put together they are the text again. */
export const toParts = (text: string): readonly Part[] => {
  const sentences = [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)].map(({ segment }) => segment)
  const pieces = sentences.filter((piece) => piece.trim() !== '').length > 1 ? sentences : text.split(CLAUSE)
  return pieces.map((piece, at) => ({ text: piece, words: at === 0 ? 'the first part' : at === pieces.length - 1 ? 'the last part' : `“${shorten(piece.trim())}”` }))
}

/** What is left without some of the parts, with its last mark. */
export const withoutParts = (parts: readonly Part[], left: readonly Part[]): string => {
  const text = left
    .map((part) => part.text)
    .join('')
    .trim()
  if (left.at(-1) === parts.at(-1) || text === '') return text
  const mark = /[.!?…]+\s*$/u.exec(parts.at(-1)?.text ?? '')?.[0].trim()
  return mark !== undefined && !/[.!?…]$/u.test(text) ? `${text.replace(/[\s,;:]+$/u, '')}${mark}` : text
}

// Before a comma that a conjunction follows, a semicolon, a dash. Not before any comma: those part what belongs together.
const CLAUSE = /(?=, (?:and|but|or|so|und|aber|oder|og|men|eller|et|mais|y|pero) )|(?<=;) |(?= [–—] )/iu

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)
