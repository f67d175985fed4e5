/** Audio inside Freehold is one thing only: 16 kHz mono signed 16-bit little-endian PCM. */
export const SAMPLE_RATE = 16_000

/** A stretch of a recording, in seconds from its start; `end` is exclusive. */
export interface Span {
  readonly startSeconds: number
  readonly endSeconds: number
}
