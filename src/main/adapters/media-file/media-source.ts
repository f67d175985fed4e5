import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'

/** A real recording needs a few dozen reads; a hostile one could ask for millions. */
const MAX_READS = 4000
const MAX_TOTAL_BYTES = 48 * 1024 * 1024
/** An index is read in tiny steps that lie close together, so the disk is asked for more at once. */
const AHEAD_BYTES = 64 * 1024
/** A file whose parts lie far apart gains nothing by it, and its budget is not to be spent on it. */
const READS_AHEAD = 16

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
    let readsAhead = 0
    let ahead: { readonly offset: number; readonly bytes: Buffer } = { offset: 0, bytes: Buffer.alloc(0) }

    const fromDisk = async (offset: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset).catch((error: unknown) => {
        throw new AppError('FILE_GONE', 'The recording can no longer be read: the disk it is on does not answer.', { next: 'Connect the disk again; the work goes on by itself.', cause: error })
      })
      totalBytes += bytesRead
      return buffer.subarray(0, bytesRead)
    }

    return await use({
      sizeBytes: stats.size,
      async read(offset, length) {
        signal.throwIfAborted()
        const wanted = Math.max(0, Math.min(length, stats.size - offset, MAX_TOTAL_BYTES - totalBytes))
        reads += 1
        if (wanted === 0 || reads > MAX_READS) return Buffer.alloc(0)
        const from = offset - ahead.offset
        if (from >= 0 && from + wanted <= ahead.bytes.byteLength) return ahead.bytes.subarray(from, from + wanted)
        if (wanted >= AHEAD_BYTES || readsAhead >= READS_AHEAD) return fromDisk(offset, wanted)
        readsAhead += 1
        ahead = { offset, bytes: await fromDisk(offset, Math.min(AHEAD_BYTES, stats.size - offset, MAX_TOTAL_BYTES - totalBytes)) }
        return ahead.bytes.subarray(0, wanted)
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
