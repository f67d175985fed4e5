import { AppError } from '../../../contract/errors.ts'

/** What the disk refused, in words; anything else as it is. */
export const asDiskFailure = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', 'There is no room on the disk to keep what you attached.', { next: 'Make room, and attach it again.' })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new AppError('NO_PERMISSION', 'Freehold may not write to its own folder.', { next: 'Check the permissions of its state folder.' })
  return error
}
