import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'

const HolderSchema = z.object({
  pid: z.number().int(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Where the command line reaches the host; null until its door is open. */
  socketPath: z.string().nullable(),
})
export type LockHolder = z.infer<typeof HolderSchema>

export interface InstanceLock {
  /** Tells others where the host is reached. */
  publish(socketPath: string): void
  release(): void
}

const holderFile = (stateFolder: string): string => join(stateFolder, 'host.json')

/**
 * Makes this process the only host of the state folder. The lock is the operating system's, held through an SQLite
 * transaction, so that it goes with the process however it ends. Throws AppError ALREADY_RUNNING that says who holds it.
 */
export const takeInstanceLock = (stateFolder: string): InstanceLock => {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(stateFolder, 'host.lock'), { timeout: 0 })
  try {
    // In WAL mode an exclusive transaction is no file lock; DELETE mode takes one on the file itself.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw isBusy(error) ? alreadyRunning(stateFolder, error) : error
  }

  const holder = { pid: process.pid, startedAt: new Date().toISOString(), socketPath: null }
  writeHolder(stateFolder, holder)
  return {
    publish: (socketPath) => writeHolder(stateFolder, { ...holder, socketPath }),
    release: () => {
      rmSync(holderFile(stateFolder), { force: true })
      database.close()
    },
  }
}

/** Who holds the state folder, by the file it left; null when nobody wrote one. It may outlive its process: the lock decides. */
export const readLockHolder = (stateFolder: string): LockHolder | null => {
  try {
    return HolderSchema.parse(JSON.parse(readFileSync(holderFile(stateFolder), 'utf8')))
  } catch {
    return null
  }
}

const writeHolder = (stateFolder: string, holder: LockHolder): void => {
  const temporary = `${holderFile(stateFolder)}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  renameSync(temporary, holderFile(stateFolder))
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

const alreadyRunning = (stateFolder: string, cause: unknown): AppError => {
  const holder = readLockHolder(stateFolder)
  const who = holder ? ` It is process ${holder.pid}, started ${new Date(holder.startedAt).toLocaleString('en-GB')}.` : ''
  return new AppError('ALREADY_RUNNING', `Freehold is already running with this state folder.${who}`, {
    next: 'Use the one that runs, end it first, or set FREEHOLD_HOME to another folder.',
    cause,
  })
}
