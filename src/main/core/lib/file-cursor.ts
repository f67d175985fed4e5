// Tables of a model lie between tensors: more than one of them is hardly ever read at once.
const CHUNK_BYTES = 16 * 1024

/** The file ends before its own tables say it does. */
export class CutShort extends Error {
  override readonly name = 'CutShort'
}

export interface FileCursor {
  readonly sizeBytes: number
  offset(): number
  bytes(count: number): Buffer
  skip(count: number): void
  u32(): number
  i32(): number
  u64(): number
  isAtEnd(): boolean
}

/** Fills a buffer with what stands from `offset` on, and says how many bytes that were. */
export type ReadAt = (into: Buffer, offset: number) => number

/** Reads numbers from a file in order, a chunk at a time; what is skipped is not read. Throws CutShort past the end. */
export const createFileCursor = (sizeBytes: number, readAt: ReadAt): FileCursor => {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let chunkStart = 0
  let chunkLength = 0
  let at = 0

  const bytes = (count: number): Buffer => {
    if (count < 0 || count > CHUNK_BYTES || at + count > sizeBytes) throw new CutShort()
    if (at < chunkStart || at + count > chunkStart + chunkLength) {
      chunkStart = at
      chunkLength = readAt(chunk, at)
      if (chunkLength < count) throw new CutShort()
    }
    const start = at - chunkStart
    at += count
    return chunk.subarray(start, start + count)
  }
  return {
    sizeBytes,
    offset: () => at,
    bytes,
    skip: (count) => {
      if (!(count >= 0) || at + count > sizeBytes) throw new CutShort()
      at += count
    },
    u32: () => bytes(4).readUInt32LE(),
    i32: () => bytes(4).readInt32LE(),
    u64: () => Number(bytes(8).readBigUInt64LE()),
    isAtEnd: () => at === sizeBytes,
  }
}
