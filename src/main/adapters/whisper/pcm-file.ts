import { type FileHandle, open } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'
import { SAMPLE_RATE, type Span } from '../../core/ports/index.ts'

const BYTES_A_SAMPLE = 2

/** How many samples a part takes in the buffer: the same rounding for reading and for mapping times back. */
export const partSamples = (part: Span): { readonly first: number; readonly count: number } => {
  const first = Math.round(part.startSeconds * SAMPLE_RATE)
  return { first, count: Math.max(0, Math.round(part.endSeconds * SAMPLE_RATE) - first) }
}

/** Reads parts of a PCM file into one buffer, `gapSeconds` of silence between them; what lies past the end is silence. */
export const readParts = async (pcmPath: string, parts: readonly Span[], gapSeconds: number): Promise<Int16Array<ArrayBuffer>> => {
  const gap = Math.round(gapSeconds * SAMPLE_RATE)
  const total = parts.reduce((sum, part) => sum + partSamples(part).count, 0) + gap * Math.max(0, parts.length - 1)
  const samples = new Int16Array(total)
  const file = await openPcm(pcmPath)
  try {
    let at = 0
    for (const part of parts) {
      const { first, count } = partSamples(part)
      const bytes = new Uint8Array(samples.buffer, at * BYTES_A_SAMPLE, count * BYTES_A_SAMPLE)
      await fill(file, bytes, first * BYTES_A_SAMPLE)
      at += count + gap
    }
  } finally {
    await file.close()
  }
  return samples
}

/** Opens decoded audio for reading; rejects with AppError FILE_GONE. */
export const openPcm = (pcmPath: string): Promise<FileHandle> =>
  open(pcmPath, 'r').catch((error: unknown) => {
    throw new AppError('FILE_GONE', 'The decoded audio is gone.', { next: 'Try the recording again.', cause: error })
  })

const fill = async (file: FileHandle, bytes: Uint8Array, from: number): Promise<void> => {
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done)
    if (bytesRead === 0) return
    done += bytesRead
  }
}
