import type { FileHandle } from 'node:fs/promises'

const WINDOW_BYTES = 65_536

/** Thrown when a read goes past the end of the file. */
export class EndOfFile extends Error {
  override readonly name = 'EndOfFile'
}

export interface FileCursor {
  readonly sizeBytes: number
  position(): number
  int32(): Promise<number>
  bytes(count: number): Promise<Uint8Array>
  skip(count: number): void
}

/** Walks a little-endian binary file through a small window, without reading what is skipped. */
export const createFileCursor = (file: FileHandle, sizeBytes: number): FileCursor => {
  const window = new Uint8Array(WINDOW_BYTES)
  let windowStart = 0
  let windowLength = 0
  let at = 0

  const take = async (count: number): Promise<Uint8Array> => {
    if (count < 0 || count > WINDOW_BYTES || at + count > sizeBytes) throw new EndOfFile('The file ends too early.')
    if (at < windowStart || at + count > windowStart + windowLength) {
      windowStart = at
      windowLength = (await file.read(window, 0, WINDOW_BYTES, at)).bytesRead
      if (count > windowLength) throw new EndOfFile('The file ends too early.')
    }
    const from = at - windowStart
    at += count
    return window.subarray(from, from + count)
  }

  return {
    sizeBytes,
    position: () => at,
    int32: async () => {
      const four = await take(4)
      return new DataView(four.buffer, four.byteOffset, 4).getInt32(0, true)
    },
    bytes: take,
    skip: (count) => {
      if (count < 0 || at + count > sizeBytes) throw new EndOfFile('The file ends too early.')
      at += count
    },
  }
}
