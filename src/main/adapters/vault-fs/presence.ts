import { access, constants, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, isAbsent, vaultGone } from './failures.ts'

const MARKER = '.freehold'
const MARKER_TEXT = 'This folder is a Freehold vault. Freehold looks for this file to know that the disk it is on is connected.\n'
const NOT_CONTENT = new Set(['.DS_Store', '.localized', 'lost+found', '.Trashes', '.Spotlight-V100', '.fseventsd'])

/**
 * Makes sure that the vault is there before anything is written. A disk that is not connected leaves nothing, or an
 * empty folder, in its place: a vault that was in use is therefore never made anew, and never taken to be empty.
 */
export const ensureVault = async (path: string, wasUsed: () => boolean): Promise<void> => {
  if (await isReadable(join(path, MARKER))) return
  const names = await namesIn(path)
  if (names === null) {
    if (wasUsed()) throw vaultGone(path)
    // Not recursive: a missing parent is a missing disk.
    await mkdir(path).catch((error: unknown) => {
      if (isAbsent(error)) throw vaultGone(path, error)
      if (codeOf(error) !== 'EEXIST') throw error
    })
  } else if (wasUsed() && !names.some((name) => !NOT_CONTENT.has(name))) throw vaultGone(path)
  await writeFile(join(path, MARKER), MARKER_TEXT, { flag: 'wx' }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
}

/** Rejects with the file system's error when the vault may not be written. */
export const ensureWritable = (path: string): Promise<void> => access(path, constants.W_OK | constants.X_OK)

const isReadable = (path: string): Promise<boolean> => access(path).then(() => true, () => false)

const namesIn = async (path: string): Promise<readonly string[] | null> => {
  try {
    return await readdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
