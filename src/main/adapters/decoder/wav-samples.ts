import type { FileHandle } from 'node:fs/promises'

const MAX_CHUNKS = 64
const READ_BYTES = 64 * 1024

/** Gives the samples of a 16-bit mono 16 kHz WAV piece by piece; rejects when the file is of another kind. */
export async function* readWavSamples(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { start, end } = await findSamples(handle)
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  for (let offset = start; offset < end; ) {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, Math.min(READ_BYTES, end - offset), offset)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    offset += bytesRead
  }
}

const findSamples = async (handle: FileHandle): Promise<{ readonly start: number; readonly end: number }> => {
  const header = Buffer.alloc(24)
  await handle.read(header, 0, 12, 0)
  if (header.toString('latin1', 8, 12) !== 'WAVE') throw new Error('Not a WAV file')
  let offset = 12
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const { bytesRead } = await handle.read(header, 0, 24, offset)
    if (bytesRead < 8) break
    const type = header.toString('latin1', 0, 4)
    const sizeBytes = header.readUInt32LE(4)
    if (type === 'fmt ') {
      const isOurs = header.readUInt16LE(10) === 1 && header.readUInt32LE(12) === 16_000 && header.readUInt16LE(22) === 16
      if (!isOurs) throw new Error('Not 16 kHz mono 16-bit')
    }
    // A writer that was stopped left its size unwritten: the samples go to the end of the file.
    if (type === 'data') return { start: offset + 8, end: sizeBytes === 0 ? (await handle.stat()).size : offset + 8 + sizeBytes }
    offset += 8 + sizeBytes + (sizeBytes % 2)
  }
  throw new Error('No samples in this WAV file')
}
