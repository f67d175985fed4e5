import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import { codeOf } from './failures.ts'

// exFAT and many network shares have no links.
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']

/** Gives a file another name and replaces nothing; false when the name is taken. After a kill the same call finishes what it began. */
export const placeNew = async (from: string, to: string): Promise<boolean> => {
  try {
    await link(from, to)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      if (!(await isSameFile(from, to))) return false
    } else if (NO_LINKS.includes(codeOf(error))) return placeWithoutLinks(from, to)
    else throw error
  }
  await unlink(from)
  return true
}

// An empty file takes the name first, for that replaces nothing; the whole one then replaces it.
const placeWithoutLinks = async (from: string, to: string): Promise<boolean> => {
  try {
    await (await open(to, 'wx')).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  await rename(from, to)
  return true
}

const isSameFile = async (one: string, other: string): Promise<boolean> => {
  const [a, b] = await Promise.all([lstat(one, { bigint: true }), lstat(other, { bigint: true })])
  return a.dev === b.dev && a.ino === b.ino
}

/** Has a folder's entries on the disk; a file system that cannot is no failure. */
export const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EISDIR', 'EACCES', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error
  }
}
