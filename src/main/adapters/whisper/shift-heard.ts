import type { Heard } from './calls.ts'

/** Moves what was heard in one piece of a buffer to where the piece stands in the whole. */
export const shiftHeard = (heard: readonly Heard[], seconds: number): Heard[] =>
  heard.map((one) => ({
    ...one,
    startSeconds: one.startSeconds + seconds,
    endSeconds: one.endSeconds + seconds,
    pieces: one.pieces.map((piece) => ({ ...piece, startSeconds: piece.startSeconds + seconds, endSeconds: piece.endSeconds + seconds })),
  }))
