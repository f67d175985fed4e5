import { SAMPLE_RATE, type Span } from '../../../core/ports/index.ts'
import { CHUNK_SAMPLES } from './silero.ts'

// As Silero's authors and whisper.cpp have them.
const SPEECH = 0.5
const SILENCE = 0.35
const SHORTEST_SPEECH_SECONDS = 0.25
const SHORTEST_SILENCE_SECONDS = 0.1
const JOIN_CLOSER_SECONDS = 0.2
const PAD_SECONDS = 0.03
const CHUNK_SECONDS = CHUNK_SAMPLES / SAMPLE_RATE

/** Makes spans of the probabilities of 32 ms each: speech begins at a sure sign of it, and ends with a silence of 0.1 s. */
export const speechSpans = (probabilities: ArrayLike<number>): readonly Span[] => {
  const joined: Span[] = []
  for (const span of findSpeech(probabilities)) {
    const last = joined.at(-1)
    if (last !== undefined && span.startSeconds - last.endSeconds < JOIN_CLOSER_SECONDS) joined[joined.length - 1] = { startSeconds: last.startSeconds, endSeconds: span.endSeconds }
    else joined.push(span)
  }
  const endSeconds = probabilities.length * CHUNK_SECONDS
  return joined.map((span) => ({ startSeconds: Math.max(0, span.startSeconds - PAD_SECONDS), endSeconds: Math.min(endSeconds, span.endSeconds + PAD_SECONDS) }))
}

const findSpeech = (probabilities: ArrayLike<number>): readonly Span[] => {
  const found: Span[] = []
  let startSeconds: number | null = null
  let quietSince: number | null = null
  const close = (endSeconds: number): void => {
    if (startSeconds !== null && endSeconds - startSeconds > SHORTEST_SPEECH_SECONDS) found.push({ startSeconds, endSeconds })
    startSeconds = null
    quietSince = null
  }
  for (let chunk = 0; chunk < probabilities.length; chunk += 1) {
    const probability = probabilities[chunk] ?? 0
    const atSeconds = chunk * CHUNK_SECONDS
    if (probability >= SPEECH) {
      startSeconds ??= atSeconds
      quietSince = null
    } else if (probability < SILENCE && startSeconds !== null) {
      quietSince ??= atSeconds
      if (atSeconds - quietSince >= SHORTEST_SILENCE_SECONDS) close(quietSince)
    }
  }
  close(probabilities.length * CHUNK_SECONDS)
  return found
}
