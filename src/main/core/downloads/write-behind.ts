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
const MOST_HELD_BYTES = 2 * GATHERED_BYTES
/** On a slow line the figures are to move all the same. */
const MOST_WAIT_MS = 200

/** Gathers pieces and writes them together, while the next ones come; back-pressure where the disk is slow. */
export const createWriteBehind = (file: Pick<PartFile, 'write'>, clock: Pick<Clock, 'monotonic'>, offset: number, onWrote: (pieces: readonly Uint8Array[], offset: number, bytes: number) => void): WriteBehind => {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let at = offset
  let writing: Promise<void> | null = null
  let failure: { readonly error: unknown } | null = null
  let wroteMs = clock.monotonic()

  const write = async (): Promise<void> => {
    try {
      const [pieces, bytes] = [held, heldBytes]
      held = []
      heldBytes = 0
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
      held.push(piece)
      heldBytes += piece.byteLength
      if (heldBytes >= MOST_HELD_BYTES) await settle()
      if (failure !== null) throw failure.error
      if (heldBytes >= GATHERED_BYTES || clock.monotonic() - wroteMs > MOST_WAIT_MS) writing ??= write()
    },
    flush: async () => {
      await settle()
      if (held.length > 0) writing = write()
      await settle()
    },
  }
}
