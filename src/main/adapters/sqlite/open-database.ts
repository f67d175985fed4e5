import { existsSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../contract/errors.ts'
import type { Log } from '../../core/ports/index.ts'

export interface OpenedDatabase {
  readonly database: DatabaseSync
  /** Made anew, because there was none or because the old one could not be read. */
  readonly isNew: boolean
  /** Where a damaged database was put; null when all is well. */
  readonly setAside: string | null
}

/**
 * Opens a database and brings it to the newest version. One that cannot be read is set aside, never deleted, and a new
 * one takes its place. `unchecked` leaves out the walk over all pages, which takes a second for a gigabyte: for a database that
 * has checks of its own. Throws AppError UNSUPPORTED for one that a newer Freehold wrote, DISK_FULL, NO_PERMISSION.
 */
export const openDatabase = (path: string, migrations: readonly string[], log: Log, check: 'checked' | 'unchecked' = 'checked'): OpenedDatabase => {
  const existed = existsSync(path)
  try {
    return { database: openSound(path, migrations, check), isNew: !existed, setAside: null }
  } catch (error) {
    if (!isDamage(error)) throw toAppError(error, path)
    const setAside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    for (const ending of ['', '-wal', '-shm']) if (existsSync(path + ending)) renameSync(path + ending, setAside + ending)
    log.warn('database.damaged', { action: 'set aside; rebuilt from the vault' })
    return { database: openSound(path, migrations, check), isNew: true, setAside }
  }
}

const openSound = (path: string, migrations: readonly string[], check: 'checked' | 'unchecked'): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: 5000 })
  try {
    // NORMAL: a kill loses nothing, a power cut the newest steps. What must survive that too is written with FULL (statements.ts).
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2000; PRAGMA journal_size_limit = 4194304')
    if (check === 'checked' && Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0] !== 'ok') throw new DamagedDatabase()
    migrate(database, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const migrate = (database: DatabaseSync, migrations: readonly string[]): void => {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  if (version > migrations.length)
    throw new AppError('UNSUPPORTED', 'A newer Freehold has used this state folder, and this one cannot read what it wrote. Your notes are safe.', {
      next: 'Update Freehold, or start it with another FREEHOLD_HOME.',
    })
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

class DamagedDatabase extends Error {}

// SQLITE_CORRUPT, SQLITE_NOTADB
const isDamage = (error: unknown): boolean => error instanceof DamagedDatabase || [11, 26].includes(primaryCode(error))

const toAppError = (error: unknown, path: string): unknown => {
  if (primaryCode(error) === 13) return new AppError('DISK_FULL', 'The disk is full, so Freehold cannot keep its list of memos. Your recordings and notes are safe.', { next: 'Make some room and start it again.', cause: error })
  if ([8, 14, 23].includes(primaryCode(error)))
    return new AppError('NO_PERMISSION', `Freehold cannot write in its state folder: ${path}`, { next: 'Make the folder writable and start it again.', cause: error })
  return error
}

const primaryCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
