import type { PartFile } from '../ports/index.ts'

/** Writes what comes while more comes, in its order, and never holds more than a little. */
export interface WriteBehind {
  /** Settles when there is room for more. */
  push(piece: Uint8Array): Promise<void>
  /** Settles when all is written. */
  flush(): Promise<void>
}

const MOST_HELD_BYTES = 2 * 2 ** 20

/** Gathers pieces while the last ones are written: one write for many small ones, and back-pressure where the disk is slow. */
export const createWriteBehind = (file: Pick<PartFile, 'write'>, offset: number, onWrote: (pieces: readonly Uint8Array[], offset: number, bytes: number) => void): WriteBehind => {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let at = offset
  let writing: Promise<void> | null = null
  let failure: { readonly error: unknown } | null = null

  const write = async (): Promise<void> => {
    try {
      while (held.length > 0) {
        const [pieces, bytes] = [held, heldBytes]
        held = []
        heldBytes = 0
        await file.write(pieces, at)
        onWrote(pieces, at, bytes)
        at += bytes
      }
    } catch (error) {
      failure = { error }
    } finally {
      writing = null
    }
  }
  const flush = async (): Promise<void> => {
    await writing
    if (failure !== null) throw failure.error
  }
  return {
    push: async (piece) => {
      if (failure !== null) throw failure.error
      held.push(piece)
      heldBytes += piece.byteLength
      writing ??= write()
      if (heldBytes >= MOST_HELD_BYTES) await flush()
    },
    flush,
  }
}
