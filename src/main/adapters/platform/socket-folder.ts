import { lstat, mkdir } from 'node:fs/promises'
import { AppError } from '../../../contract/errors.ts'

/** Makes the socket's own folder, or takes the one that is there if it is ours alone. Rejects NO_PERMISSION otherwise. */
export const claimSocketFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error
  })
  await checkSocketFolder(folder)
}

/**
 * The temporary folder is everybody's: whoever makes a folder of this name first could answer in the host's place, or have
 * its socket. One that is not there is no host. Rejects NO_PERMISSION for one that is not ours alone.
 */
export const checkSocketFolder = async (folder: string): Promise<void> => {
  const facts = await lstat(folder).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null
    throw error
  })
  if (facts === null) return
  const isOurs = facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o022) === 0
  if (isOurs) return
  throw new AppError('NO_PERMISSION', `Where Freehold puts its socket stands something that others can change: ${folder}`, {
    next: 'Move it away, or set FREEHOLD_HOME to a shorter path, which needs no folder there.',
  })
}

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
