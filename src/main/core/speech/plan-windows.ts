import type { Span } from '../ports/index.ts'
import type { SpeechWindow } from './speech.ts'
import { LONGEST_PART_SECONDS } from './tidy-spans.ts'

// What is lost at most when the machine goes down, and what an engine's memory has to hold of audio.
const LONGEST_WINDOW_SECONDS = 600
const HAIR = 1e-9

/** Cuts a recording into windows of at most 10 minutes; each ends at a silence, the longest of its later half. */
export const planWindows = (spans: readonly Span[], durationSeconds: number): readonly SpeechWindow[] => {
  const windows: SpeechWindow[] = []
  let rest = spans.flatMap((span) => cutToFit({ startSeconds: Math.max(0, span.startSeconds), endSeconds: Math.min(durationSeconds, span.endSeconds) }))
  while (rest.length > 0) {
    const count = countThatFits(rest)
    windows.push({ index: windows.length, parts: rest.slice(0, count) })
    rest = rest.slice(count)
  }
  return windows
}

/** Spans from `detect` fit already, cut where it is quietest; others are cut hard, for the limit is the engine's. */
const cutToFit = ({ startSeconds, endSeconds }: Span): readonly Span[] => {
  // Sums of decimal seconds are off by a hair: a span of the full length is one part, and no part is a hair long.
  const count = Math.ceil((endSeconds - startSeconds) / LONGEST_PART_SECONDS - HAIR)
  return Array.from({ length: Math.max(0, count) }, (_, piece) => ({
    startSeconds: startSeconds + piece * LONGEST_PART_SECONDS,
    endSeconds: piece === count - 1 ? endSeconds : startSeconds + (piece + 1) * LONGEST_PART_SECONDS,
  }))
}

const countThatFits = (spans: readonly Span[]): number => {
  const from = spans[0]?.startSeconds ?? 0
  let cutAfter = 1
  let longestSilence = -1
  for (const [index, span] of spans.entries()) {
    const seconds = span.endSeconds - from
    if (seconds > LONGEST_WINDOW_SECONDS) return cutAfter
    const silence = silenceAfter(spans, index)
    if (seconds < LONGEST_WINDOW_SECONDS / 2) cutAfter = index + 1
    else if (silence >= longestSilence) {
      cutAfter = index + 1
      longestSilence = silence
    }
  }
  return spans.length
}

const silenceAfter = (spans: readonly Span[], index: number): number => (spans[index + 1]?.startSeconds ?? Infinity) - (spans[index]?.endSeconds ?? 0)
