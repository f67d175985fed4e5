import { open } from 'node:fs/promises'
import type { PartFile } from '../../core/ports/index.ts'
import { onDisk } from './failures.ts'

/** Opens a half file for reading and writing, and makes it where there is none. */
export const openPartFile = async (path: string): Promise<PartFile> => {
  const handle = await open(path, 'a+').then(async (made) => {
    // Made by the line above where it was missing; appending would disregard the offsets.
    await made.close()
    return open(path, 'r+')
  })
  return {
    write: (pieces, offset) =>
      onDisk(async () => {
        const wanted = sum(pieces)
        let { bytesWritten } = await handle.writev([...pieces], offset)
        if (bytesWritten === wanted) return
        // A disk that is nearly full takes a part, and says why at the next try.
        for (const rest = Buffer.concat(pieces); bytesWritten < wanted; ) bytesWritten += (await handle.write(rest, bytesWritten, wanted - bytesWritten, offset + bytesWritten)).bytesWritten
      }),
    read: (into, offset) => onDisk(async () => (await handle.read(into, 0, into.byteLength, offset)).bytesRead),
    resize: (sizeBytes) => onDisk(() => handle.truncate(sizeBytes)),
    sizeBytes: () => onDisk(async () => (await handle.stat()).size),
    sync: () => onDisk(() => handle.datasync()),
    close: () => handle.close(),
  }
}

const sum = (pieces: readonly Uint8Array[]): number => pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0)
