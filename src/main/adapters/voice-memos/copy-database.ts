import { constants } from 'node:fs'
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

const MAX_BYTES = 512 * 1024 * 1024
const ATTEMPTS = 4

/**
 * Runs `use` on a copy of a database and its write-ahead log. SQLite would write a `-shm` beside the original even to read it,
 * and would not see the newest rows without; Apple's folder is never written.
 */
export const withDatabaseCopy = async <T>(database: string, tempFolder: string, use: (copy: string) => T): Promise<T> => {
  const folder = await mkdtemp(join(tempFolder, 'voice-memos-'))
  const copy = join(folder, basename(database))
  try {
    await copySettled(database, copy)
    return use(copy)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Copies until nothing was written meanwhile: a log that was folded into the database between the two would lose rows. */
const copySettled = async (from: string, to: string): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    const before = await stamp(from)
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    await copyFile(`${from}-wal`, `${to}-wal`, constants.COPYFILE_FICLONE).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error
      await rm(`${to}-wal`, { force: true })
    })
    if ((await stamp(from)) === before) return
    if (attempt === ATTEMPTS) throw new Error('The database is being written all the time')
  }
}

const stamp = async (database: string): Promise<string> => {
  const parts = await Promise.all([database, `${database}-wal`].map(async (path) => {
    const stats = await stat(path, { bigint: true }).catch((error: unknown) => {
      if (isMissing(error) && path !== database) return null
      throw error
    })
    if (stats === null) return 'none'
    if (stats.size > MAX_BYTES) throw new Error('The database is far larger than a list of recordings')
    return `${stats.ino}/${stats.size}/${stats.mtimeNs}`
  }))
  return parts.join(' ')
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
