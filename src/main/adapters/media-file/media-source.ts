import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'

/** A real recording needs a few dozen reads; a hostile one could ask for millions. */
const MAX_READS = 4000
const MAX_TOTAL_BYTES = 48 * 1024 * 1024

export interface MediaSource {
  readonly sizeBytes: number
  /** What stands at `offset`; shorter at the end of the file, and empty once the budget for this file is used up. */
  read(offset: number, length: number): Promise<Buffer>
}

/** Opens a file for a bounded number of small reads, and closes it when `use` is done. */
export const withMediaSource = async <T>(path: string, signal: AbortSignal, use: (source: MediaSource) => Promise<T>): Promise<T> => {
  signal.throwIfAborted()
  // Non-blocking, for opening a named pipe would wait for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw openError(error)
  })
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw notAFile()
    if (stats.size === 0) throw new AppError('EMPTY_FILE', 'The file is empty: there is no recording in it.')
    let reads = 0
    let totalBytes = 0
    return await use({
      sizeBytes: stats.size,
      async read(offset, length) {
        signal.throwIfAborted()
        const wanted = Math.max(0, Math.min(length, stats.size - offset, MAX_TOTAL_BYTES - totalBytes))
        reads += 1
        if (wanted === 0 || reads > MAX_READS) return Buffer.alloc(0)
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, offset).catch((error: unknown) => {
          throw new AppError('FILE_GONE', 'The recording can no longer be read: the disk it is on does not answer.', { next: 'Connect the disk again; the work goes on by itself.', cause: error })
        })
        totalBytes += bytesRead
        return buffer.subarray(0, bytesRead)
      },
    })
  } finally {
    await handle.close()
  }
}

const notAFile = (): AppError => new AppError('NOT_AUDIO', 'This is not a file, so there is no recording in it.')

const openError = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENXIO' || code === 'ENODEV' || code === 'EISDIR') return notAFile()
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('NO_PERMISSION', 'Freehold is not allowed to read this recording.', { next: 'Give Freehold access to the folder it is in, then try again.', cause: error })
  }
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG' || code === 'ESTALE') {
    return new AppError('FILE_GONE', 'The recording is no longer where it was.', { next: 'Put it back or add it again from its new place.', cause: error })
  }
  return error
}
