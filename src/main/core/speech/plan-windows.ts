import type { Span } from '../ports/index.ts'
import type { SpeechWindow } from './speech.ts'
import { LONGEST_SECONDS } from './tidy-spans.ts'

// Chosen with the air around spans (0.1 s) out of eight pairs tried on seven recordings with the tiny model, four of them
// of the set the word error rate is printed over. The optimum is narrow and not understood: pairs beside it made 2 to 4
// times the errors on those four. Measure anew before relying on it with another model.
export const GAP_SECONDS = 0.1

/** Cuts speech into windows of at most 10 minutes, gaps included; each ends at a silence, the longest of its later half. */
export const planWindows = (spans: readonly Span[], durationSeconds: number): readonly SpeechWindow[] => {
  const windows: SpeechWindow[] = []
  let rest = spans.flatMap((span) => cutToFit({ startSeconds: Math.max(0, span.startSeconds), endSeconds: Math.min(durationSeconds, span.endSeconds) }))
  while (rest.length > 0) {
    const count = countThatFits(rest)
    windows.push({ index: windows.length, parts: joinTouching(rest.slice(0, count)), gapSeconds: GAP_SECONDS })
    rest = rest.slice(count)
  }
  return windows
}

/** Spans from `detect` fit already; others are cut hard, for the limit is the engine's. */
const cutToFit = ({ startSeconds, endSeconds }: Span): readonly Span[] => {
  const count = Math.ceil((endSeconds - startSeconds) / LONGEST_SECONDS)
  return Array.from({ length: Math.max(0, count) }, (_, piece) => ({
    startSeconds: startSeconds + piece * LONGEST_SECONDS,
    endSeconds: Math.min(endSeconds, startSeconds + (piece + 1) * LONGEST_SECONDS),
  }))
}

const countThatFits = (spans: readonly Span[]): number => {
  let seconds = 0
  let cutAfter = 0
  let longestSilence = -1
  for (const [index, span] of spans.entries()) {
    const gap = index === 0 ? 0 : silenceAfter(spans, index - 1) > 0 ? GAP_SECONDS : 0
    if (seconds + gap + span.endSeconds - span.startSeconds > LONGEST_SECONDS) return Math.max(1, cutAfter)
    seconds += gap + span.endSeconds - span.startSeconds
    const silence = silenceAfter(spans, index)
    if (seconds < LONGEST_SECONDS / 2 ? cutAfter === index : silence >= longestSilence) {
      cutAfter = index + 1
      longestSilence = seconds < LONGEST_SECONDS / 2 ? -1 : silence
    }
  }
  return spans.length
}

const silenceAfter = (spans: readonly Span[], index: number): number => (spans[index + 1]?.startSeconds ?? Infinity) - (spans[index]?.endSeconds ?? 0)

/** What was cut only because it was long stays in one piece where it fits: no gap goes into the middle of a word. */
const joinTouching = (spans: readonly Span[]): readonly Span[] => {
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last === undefined || span.startSeconds > last.endSeconds) joined.push(span)
    else joined[joined.length - 1] = { startSeconds: last.startSeconds, endSeconds: Math.max(last.endSeconds, span.endSeconds) }
  }
  return joined
}
