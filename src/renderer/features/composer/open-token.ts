export interface OpenToken {
  readonly kind: 'mention' | 'prompt'
  /** Where its sign stands in the text; it ends at the caret. */
  readonly from: number
  readonly query: string
}

const LONGEST_QUERY = 60

/** The `@word` that the caret stands in, or the `/word` at the very start: what a list is shown for. */
export const openToken = (text: string, caret: number): OpenToken | null => {
  const before = text.slice(0, caret)
  const prompt = /^\/([^\s/]*)$/u.exec(before)
  if (prompt) return { kind: 'prompt', from: 0, query: prompt[1] ?? '' }
  // An address such as name@example.org is no mention: the sign stands at the start of a word.
  const mention = /(?:^|[\s([{“"'])@([^\s@]*)$/u.exec(before)
  const query = mention?.[1]
  if (query === undefined || query.length > LONGEST_QUERY) return null
  return { kind: 'mention', from: caret - query.length - 1, query }
}

/** The text with the token taken out and `by` in its place, and where the caret then stands. */
export const replaceToken = (text: string, { from, query }: OpenToken, by: string): { readonly text: string; readonly caret: number } => {
  const after = text.slice(from + 1 + query.length)
  return { text: text.slice(0, from) + by + after, caret: from + by.length }
}

/** Puts words at a place in the text, with a space on each side where words would run together. */
export const insertWords = (text: string, from: number, to: number, words: string): { readonly text: string; readonly caret: number } => {
  const before = text.slice(0, from)
  const after = text.slice(to)
  const lead = before === '' || /\s$/u.test(before) ? '' : ' '
  const tail = after === '' || /^[\s.,;:!?)]/u.test(after) ? '' : ' '
  return { text: before + lead + words + tail + after, caret: from + lead.length + words.length + tail.length }
}
