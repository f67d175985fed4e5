import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'

/** Sees that there is a readable file with something in it, so that what a decoder says afterwards is about its content. */
export const checkRecording = async (path: string): Promise<void> => {
  // Non-blocking, for opening a named pipe would wait for ever.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw fileError(error)
  })
  try {
    await checkContent(handle)
  } finally {
    await handle.close()
  }
}

const checkContent = async (handle: FileHandle): Promise<void> => {
  const stats = await handle.stat()
  if (!stats.isFile()) throw new AppError('NOT_AUDIO', 'This is not a file, so there is no recording in it.')
  if (stats.size === 0) throw new AppError('EMPTY_FILE', 'The file is empty: there is no recording in it.')
}

const fileError = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESTALE') return fileGone(error)
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('NO_PERMISSION', 'Freehold is not allowed to read this recording.', {
      next: 'Give Freehold access to the folder it is in, then try again.',
      cause: error,
    })
  }
  if (code === 'ENXIO' || code === 'ENODEV') return new AppError('NOT_AUDIO', 'This is not a file, so there is no recording in it.', { cause: error })
  return error
}

/** The recording was moved, renamed or deleted before it could be read. */
export const fileGone = (cause?: unknown): AppError =>
  new AppError('FILE_GONE', 'The recording is no longer where it was.', {
    next: 'Put it back or add it again from its new place.',
    cause,
  })
