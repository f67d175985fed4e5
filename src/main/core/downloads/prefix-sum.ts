import { createHash } from 'node:crypto'
import type { PartFile } from '../ports/index.ts'

/** The checksum of a file that grows, taken while it grows. */
export interface PrefixSum {
  /** Bytes were written; they count at once where they are the next ones. */
  wrote(pieces: readonly Uint8Array[], offset: number): void
  /** Reads what stands on the disk up to there and was not counted yet. */
  catchUp(prefixBytes: number, signal: AbortSignal): Promise<void>
  countedBytes(): number
  /** Forgets all: another stream writes over what was counted. */
  restart(): Promise<void>
  /** Settles when nothing is read any more. */
  rest(): Promise<void>
  /** Hex, of all that was counted. */
  end(): string
}

const READ_BYTES = 2 ** 20

/** Counts the bytes in their order: those that come next as they are written, those of parts that came early from the disk. */
export const createPrefixSum = (file: Pick<PartFile, 'read'>): PrefixSum => {
  let hash = createHash('sha256')
  const buffer = new Uint8Array(READ_BYTES)
  let counted = 0
  let wanted = 0
  let reading: Promise<void> | null = null

  const read = async (signal: AbortSignal): Promise<void> => {
    while (counted < wanted) {
      signal.throwIfAborted()
      const bytes = await file.read(buffer.subarray(0, Math.min(READ_BYTES, wanted - counted)), counted)
      if (bytes === 0) throw new Error('The file is shorter than what came of it.')
      hash.update(buffer.subarray(0, bytes))
      counted += bytes
    }
  }

  const rest = async (): Promise<void> => {
    await reading?.catch(() => undefined)
  }

  return {
    wrote: (pieces, offset) => {
      if (reading !== null || offset !== counted) return
      for (const piece of pieces) {
        hash.update(piece)
        counted += piece.byteLength
      }
    },
    catchUp: (prefixBytes, signal) => {
      wanted = Math.max(wanted, prefixBytes)
      reading ??= read(signal).finally(() => {
        reading = null
      })
      return reading
    },
    countedBytes: () => counted,
    restart: async () => {
      await rest()
      hash = createHash('sha256')
      counted = 0
      wanted = 0
    },
    rest,
    end: () => hash.digest('hex'),
  }
}
