import type { Span } from '../../core/ports/index.ts'

export interface Packed {
  readonly parts: readonly Span[]
  /** Where the first of these parts begins in the one buffer that all parts would make. */
  readonly offsetSeconds: number
}

/** Groups parts, in order, so that each group takes at most `mostSeconds` with its gaps; a longer part goes alone. */
export const packParts = (parts: readonly Span[], gapSeconds: number, mostSeconds: number): readonly Packed[] => {
  const groups: { parts: Span[]; offsetSeconds: number; seconds: number }[] = []
  let offsetSeconds = 0
  for (const part of parts) {
    const seconds = part.endSeconds - part.startSeconds
    const last = groups.at(-1)
    if (last !== undefined && last.seconds + gapSeconds + seconds <= mostSeconds) {
      last.parts.push(part)
      last.seconds += gapSeconds + seconds
    } else groups.push({ parts: [part], offsetSeconds, seconds })
    offsetSeconds += seconds + gapSeconds
  }
  return groups.map(({ parts: packed, offsetSeconds: offset }) => ({ parts: packed, offsetSeconds: offset }))
}

/** What the engine looks at in one go; a little less, for it counts in whole frames. */
const ONE_LOOK_SECONDS = 29

/**
 * How a window goes to Whisper. Without expected words: whole, with no text context. With them: in pieces of one look each,
 * for the words are given as text context, and in a longer piece they would drag what was written before along.
 */
export const packForPrompt = (parts: readonly Span[], gapSeconds: number, prompt: string): readonly Packed[] =>
  prompt === '' ? [{ parts, offsetSeconds: 0 }] : packParts(parts, gapSeconds, ONE_LOOK_SECONDS)

/** Tokens of text context: half of Whisper's text window for expected words, else none (WER 40% with, 9% without). */
export const contextForPrompt = (prompt: string): number => (prompt === '' ? 0 : 224)
