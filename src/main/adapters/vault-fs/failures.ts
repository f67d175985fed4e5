import { AppError } from '../../../contract/errors.ts'

/** The `code` of a file system error, or an empty string. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** True for the errors that mean "nothing stands there". */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error))

/** What a person is told when the vault cannot be reached. */
export const vaultGone = (vaultPath: string, cause?: unknown): AppError =>
  new AppError('VAULT_GONE', `The vault folder ${vaultPath} cannot be reached. The recordings are safe where they are.`, {
    next: 'Connect the disk it is on, or choose another vault folder; the work goes on by itself.',
    cause,
  })

/** What a person is told when a file is not what it was when it was read. */
export const changedMeanwhile = (): AppError =>
  new AppError('CONFLICT', 'Another file stands there, or this one was changed by somebody else, so it was left as it is.')

/** Maps what the file system says to the sentence a person reads; anything it does not know stays as it is. */
export const asVaultFailure = (error: unknown, vaultPath: string): unknown => {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('DISK_FULL', 'The disk that holds the vault is full, so nothing was written. The recordings are safe.', {
        next: 'Make room on that disk; the work goes on by itself.',
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('NO_PERMISSION', `Freehold may not write to the vault folder ${vaultPath}. The recordings are safe.`, {
        next: 'Allow Freehold to write to that folder, or choose another vault folder.',
        cause: error,
      })
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EIO':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
    case 'ENOTCONN':
    case 'EHOSTDOWN':
    case 'ETIMEDOUT':
      return vaultGone(vaultPath, error)
    default:
      return error
  }
}
