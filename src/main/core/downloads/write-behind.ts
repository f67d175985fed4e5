import type { Clock, PartFile } from '../ports/index.ts'

/** Writes what comes while more comes, in its order, and never holds more than a little. */
export interface WriteBehind {
  /** Settles when there is room for more. */
  push(piece: Uint8Array): Promise<void>
  /** Settles when all is written. */
  flush(): Promise<void>
}

/** One write for many pieces: a write of its own for each costs more than the piece. */
const GATHERED_BYTES = 2 ** 20
/** On a slow line the figures are to move all the same. */
const MOST_WAIT_MS = 200

/**
 * Gathers pieces in one buffer while the other is written; back-pressure where the disk is slow. Copied, because the pieces of a
 * socket that are held until the disk has them keep the collector busier than all else.
 */
export const createWriteBehind = (file: Pick<PartFile, 'write'>, clock: Pick<Clock, 'monotonic'>, offset: number, onWrote: (pieces: readonly Uint8Array[], offset: number, bytes: number) => void): WriteBehind => {
  let filling = new Uint8Array(GATHERED_BYTES)
  let spare = new Uint8Array(GATHERED_BYTES)
  let filled = 0
  let at = offset
  let writing: Promise<void> | null = null
  let failure: { readonly error: unknown } | null = null
  let wroteMs = clock.monotonic()

  const write = async (): Promise<void> => {
    const pieces = [filling.subarray(0, filled)]
    const bytes = filled
    ;[filling, spare] = [spare, filling]
    filled = 0
    try {
      await file.write(pieces, at)
      onWrote(pieces, at, bytes)
      at += bytes
    } catch (error) {
      failure = { error }
    } finally {
      writing = null
      wroteMs = clock.monotonic()
    }
  }
  const settle = async (): Promise<void> => {
    await writing
    if (failure !== null) throw failure.error
  }
  return {
    push: async (piece) => {
      for (let from = 0; from < piece.byteLength; ) {
        if (filled === GATHERED_BYTES) await settle()
        if (failure !== null) throw failure.error
        // What was full and could not be written then.
        if (filled === GATHERED_BYTES) writing = write()
        const part = piece.subarray(from, from + GATHERED_BYTES - filled)
        filling.set(part, filled)
        filled += part.byteLength
        from += part.byteLength
        if (filled === GATHERED_BYTES || clock.monotonic() - wroteMs > MOST_WAIT_MS) writing ??= write()
      }
    },
    flush: async () => {
      await settle()
      if (filled > 0) writing = write()
      await settle()
    },
  }
}
