import { createHash, randomBytes } from 'node:crypto'
import { link as linkFile, lstat, open, rename, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { codeOf, isAbsent } from './failures.ts'

export const TEMPORARY_NAME = /^\.freehold-([0-9a-f]{4})([0-9a-f]{6})[0-9a-f]{6}\.tmp$/
const STALE_MS = 60 * 60 * 1000
// Names say which machine and which process writes: what a killed one left is then told from what another one is writing.
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 4)
const PROCESS = process.pid.toString(16).padStart(6, '0').slice(-6)

/** link(2); replaced in tests to be a file system that has no links. */
export type LinkFile = (from: string, to: string) => Promise<void>

/** Opens a new hidden file in the folder where the finished one is to stand. */
export const openTemporary = async (folder: string): Promise<{ readonly path: string; readonly handle: FileHandle }> => {
  const path = join(folder, `.freehold-${MACHINE}${PROCESS}${randomBytes(3).toString('hex')}.tmp`)
  return { path, handle: await open(path, 'wx') }
}

/** Writes a hidden file and has it on the disk before it returns; nothing remains when it fails. */
export const writeTemporary = async (folder: string, text: string): Promise<string> => {
  const { path, handle } = await openTemporary(folder)
  try {
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
    return path
  } catch (error) {
    await handle.close().catch(() => undefined)
    await discard(path)
    throw error
  }
}

/** Gives a file its name without replacing anything; false when the name is taken, and then the file stays where it was. */
export const placeNew = async (from: string, to: string, link: LinkFile = linkFile): Promise<boolean> => {
  try {
    await link(from, to)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // exFAT and many network shares have no links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(codeOf(error))) throw error
    return placeWithoutLinks(from, to)
  }
  await unlink(from)
  return true
}

/** Has a folder's entries on the disk; a file system that cannot is no failure. */
export const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EISDIR', 'EACCES', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error
  }
}

/** Removes a temporary file, if it is still there. */
export const discard = async (path: string): Promise<void> => {
  await unlink(path).catch(() => undefined)
}

/** Removes what a killed write left behind: our own hidden names only, and only where nobody can be writing them now. */
export const sweepTemporary = async (folder: string, names: readonly string[]): Promise<void> => {
  for (const name of names) {
    const [matched, machine = '', writer = ''] = TEMPORARY_NAME.exec(name) ?? []
    if (matched === undefined) continue
    const stats = await lstat(join(folder, name)).catch(() => null)
    if (stats === null || !stats.isFile()) continue
    // Absolute: after the clock was set back a leftover would seem to come from the future for ever.
    if (hasDied(machine, writer) || Math.abs(Date.now() - stats.mtimeMs) > STALE_MS) await discard(join(folder, name))
  }
}

const hasDied = (machine: string, writer: string): boolean => {
  if (machine !== MACHINE) return false
  try {
    process.kill(Number.parseInt(writer, 16), 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

// The name is taken by an empty file first (`wx` replaces nothing), which the finished file then replaces. A kill between
// the two leaves an empty file, which the next try may take over: nothing of anybody's is in it.
const placeWithoutLinks = async (from: string, to: string): Promise<boolean> => {
  const stats = await lstat(to).catch((error: unknown) => {
    if (isAbsent(error)) return null
    throw error
  })
  if (stats === null) {
    try {
      await (await open(to, 'wx')).close()
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw error
    }
  } else if (!stats.isFile() || stats.size > 0) return false
  await rename(from, to)
  return true
}
