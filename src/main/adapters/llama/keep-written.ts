/** What is to be known of a model's tokens here. */
export interface TokenTexts<Token> {
  /** True for tokens that are no text: where a turn ends, who speaks. */
  isMark(token: Token): boolean
  textOf(tokens: readonly Token[], before: readonly Token[]): string
}

// A model seldom writes one word in more tokens than this; further on it is another text.
const MOST_TOKENS = 48
const BEFORE = 4
const HALF_A_CHARACTER = '\u{FFFD}'

/**
 * A model may have written a text in other tokens than the ones that the same text is read in. Where the texts are equal, what is
 * wanted is given in the tokens that were written, so that they need not be read anew. A mark is only ever kept for itself: text
 * that spells one is not one.
 */
export const keepWritten = <Token>(written: readonly Token[], wanted: readonly Token[], texts: TokenTexts<Token>): readonly Token[] => {
  const kept: Token[] = []
  let at = 0
  let wantedAt = 0
  while (at < written.length && wantedAt < wanted.length) {
    if (written[at] === wanted[wantedAt]) {
      kept.push(wanted[wantedAt] as Token)
      at += 1
      wantedAt += 1
      continue
    }
    const same = sameText(written.slice(at, at + MOST_TOKENS), wanted.slice(wantedAt, wantedAt + MOST_TOKENS), kept.slice(-BEFORE), texts)
    if (same === null) break
    kept.push(...written.slice(at, at + same.written))
    at += same.written
    wantedAt += same.wanted
  }
  return kept.concat(wanted.slice(wantedAt))
}

/** How many of each are the same text, at the first place where they are. */
const sameText = <Token>(written: readonly Token[], wanted: readonly Token[], before: readonly Token[], texts: TokenTexts<Token>): { readonly written: number; readonly wanted: number } | null => {
  const textOf = (tokens: readonly Token[]): string => texts.textOf(tokens, before)
  let ours = 0
  let theirs = 0
  let ourText = ''
  let theirText = ''
  for (;;) {
    const takesOurs = ourText.length <= theirText.length
    const next = takesOurs ? written[ours] : wanted[theirs]
    if (next === undefined || texts.isMark(next)) return null
    if (takesOurs) ourText = textOf(written.slice(0, (ours += 1)))
    else theirText = textOf(wanted.slice(0, (theirs += 1)))
    if (ours === 0 || theirs === 0) continue
    if (ourText === theirText && !ourText.endsWith(HALF_A_CHARACTER)) return { written: ours, wanted: theirs }
    const [mine, other] = [whole(ourText), whole(theirText)]
    if (!mine.startsWith(other) && !other.startsWith(mine)) return null
  }
}

const whole = (text: string): string => text.replace(/\u{FFFD}+$/u, '')
