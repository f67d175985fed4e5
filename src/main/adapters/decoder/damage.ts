import { SAMPLE_RATE } from '../../core/ports/audio.ts'

/** What a decoder lost before it was noticed: containers round, and codecs pad their first and last frames. */
const TOLERANCE_SECONDS = 1
/** A burst of errors this long is heard as a hole; a single bad frame is not. */
const HOLE_ERRORS = 20
/** Between an error on stderr and the samples of that moment lie the decoder's and the pipe's buffers. */
const LATENCY_SECONDS = 8

export interface DecodeEvidence {
  readonly sampleCount: number
  /** The length by the container; null when it cannot be trusted. */
  readonly claimedSeconds: number | null
  readonly errorCount: number
  /** Samples that had come when the first error was told; the true place is this or a little later. */
  readonly samplesAtFirstError: number | null
  readonly crashed: boolean
}

/** From which second on the recording is damaged; null when it is whole, or lost no more than a blink. */
export const findDamage = (evidence: DecodeEvidence): number | null => {
  const decodedSeconds = evidence.sampleCount / SAMPLE_RATE
  const firstErrorSeconds = evidence.samplesAtFirstError === null ? null : evidence.samplesAtFirstError / SAMPLE_RATE
  const isShort = evidence.claimedSeconds !== null && decodedSeconds < evidence.claimedSeconds - TOLERANCE_SECONDS
  // Of a length that nobody knows, an error at the very end is the only sign that the end is missing.
  const isCutOff = evidence.claimedSeconds === null && firstErrorSeconds !== null && decodedSeconds - firstErrorSeconds <= LATENCY_SECONDS
  const hasHole = evidence.errorCount >= HOLE_ERRORS
  if (!isShort && !isCutOff && !hasHole && !evidence.crashed) return null
  const hasEarlyHole = hasHole && firstErrorSeconds !== null && decodedSeconds - firstErrorSeconds > LATENCY_SECONDS
  return hasEarlyHole ? Math.floor(firstErrorSeconds) : decodedSeconds
}
