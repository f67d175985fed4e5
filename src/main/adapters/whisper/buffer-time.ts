import { SAMPLE_RATE, type Span } from '../../core/ports/index.ts'
import { partSamples } from './pcm-file.ts'

export interface BufferTime {
  /** The part that holds a time of the buffer; in a gap the nearer of the two. */
  partAt(seconds: number): number
  /** A time of the buffer as a time of the recording, held within the given part. */
  toRecording(seconds: number, part: number): number
}

interface Placed {
  readonly part: Span
  readonly bufferStart: number
  readonly bufferEnd: number
}

/** Maps times of the one buffer that parts were joined into back to the recording. */
export const createBufferTime = (parts: readonly Span[], gapSeconds: number): BufferTime => {
  const gap = Math.round(gapSeconds * SAMPLE_RATE) / SAMPLE_RATE
  const placed: Placed[] = []
  let at = 0
  for (const part of parts) {
    const length = partSamples(part).count / SAMPLE_RATE
    placed.push({ part, bufferStart: at, bufferEnd: at + length })
    at += length + gap
  }

  const partAt = (seconds: number): number => {
    const after = placed.findIndex(({ bufferEnd }) => seconds < bufferEnd)
    if (after < 0) return placed.length - 1
    const here = placed[after]
    const before = placed[after - 1]
    if (here === undefined || before === undefined || seconds >= here.bufferStart) return after
    return seconds - before.bufferEnd <= here.bufferStart - seconds ? after - 1 : after
  }

  return {
    partAt,
    toRecording: (seconds, index) => {
      const here = placed[index]
      if (here === undefined) return seconds
      const { part, bufferStart } = here
      return Math.min(part.endSeconds, Math.max(part.startSeconds, part.startSeconds + seconds - bufferStart))
    },
  }
}
