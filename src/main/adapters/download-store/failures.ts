import { AppError } from '../../../contract/errors.ts'

/** The `code` of a file system error, or an empty string. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** What the disk of the models refused, in words; anything else as it is. */
export const asDiskFailure = (error: unknown): unknown => {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new AppError('DISK_FULL', 'There is no room on the disk for this model. What came of it is kept.', { next: 'Make room, then go on with it.' })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('NO_PERMISSION', 'Freehold may not write to the folder of the models.', { next: 'Check the permissions of that folder.' })
    default:
      return error
  }
}

/** Runs work on the disk; its refusals become sentences. */
export const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw asDiskFailure(error)
  }
}
