import type { Span } from '../ports/index.ts'
import type { Levels } from './speech.ts'

// Detectors cut close; a soft first or last sound lies outside of what they report.
const PAD_SECONDS = 0.1
const JOIN_CLOSER_SECONDS = 0.1
const CLICK_SECONDS = 0.1
/** The longest stretch an engine hears at once: Whisper looks at 30 seconds, and loses words where it cuts by itself. */
export const LONGEST_PART_SECONDS = 28

/** Makes detected spans fit to be written down: clicks dropped, a little air around each, near ones joined, none too long. */
export const tidySpans = (found: readonly Span[], durationSeconds: number, levels: Levels): readonly Span[] => {
  const joined: Span[] = []
  const spoken = found.filter((span) => span.endSeconds - span.startSeconds >= CLICK_SECONDS)
  for (const span of spoken.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const startSeconds = Math.max(0, span.startSeconds - PAD_SECONDS)
    const endSeconds = Math.min(durationSeconds, span.endSeconds + PAD_SECONDS)
    if (startSeconds >= endSeconds) continue
    const last = joined.at(-1)
    if (last === undefined || startSeconds - last.endSeconds >= JOIN_CLOSER_SECONDS) joined.push({ startSeconds, endSeconds })
    else joined[joined.length - 1] = { startSeconds: last.startSeconds, endSeconds: Math.max(last.endSeconds, endSeconds) }
  }
  return joined.flatMap((span) => cutAtQuietest(span, levels))
}

/** Cuts a span that is too long at its quietest frame, in the later half of what fits; the pieces touch. */
const cutAtQuietest = (span: Span, levels: Levels): readonly Span[] => {
  const pieces: Span[] = []
  let startSeconds = span.startSeconds
  while (span.endSeconds - startSeconds > LONGEST_PART_SECONDS) {
    const at = quietestSecond(levels, startSeconds + LONGEST_PART_SECONDS / 2, startSeconds + LONGEST_PART_SECONDS)
    pieces.push({ startSeconds, endSeconds: at })
    startSeconds = at
  }
  return [...pieces, { startSeconds, endSeconds: span.endSeconds }]
}

const quietestSecond = ({ rms, frameSeconds }: Levels, fromSeconds: number, toSeconds: number): number => {
  let quietest = Math.floor(toSeconds / frameSeconds) - 1
  for (let frame = quietest; frame * frameSeconds >= fromSeconds; frame -= 1) {
    if ((rms[frame] ?? 0) < (rms[quietest] ?? 0)) quietest = frame
  }
  return (quietest + 0.5) * frameSeconds
}
