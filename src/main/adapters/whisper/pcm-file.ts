import { type FileHandle, open } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'
import { SAMPLE_RATE, type Span } from '../../core/ports/index.ts'

const BYTES_A_SAMPLE = 2

/** The samples of a part, rounded the same way wherever one is read. */
export const partSamples = (part: Span): { readonly first: number; readonly count: number } => {
  const first = Math.round(part.startSeconds * SAMPLE_RATE)
  return { first, count: Math.max(0, Math.round(part.endSeconds * SAMPLE_RATE) - first) }
}

/** Reads a part of a PCM file; what lies past the end is silence. */
export const readPart = async (pcmPath: string, part: Span): Promise<Int16Array<ArrayBuffer>> => {
  const { first, count } = partSamples(part)
  const samples = new Int16Array(count)
  const file = await openPcm(pcmPath)
  try {
    await fill(file, new Uint8Array(samples.buffer), first * BYTES_A_SAMPLE)
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
