import { constants } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { DownloadStore } from '../../core/ports/index.ts'
import { asDiskFailure, codeOf, onDisk } from './failures.ts'
import { openPartFile } from './part-file.ts'
import { holdSame } from './hold-same.ts'
import { placeNew, syncFolder } from './place-new.ts'

// Hidden: no file that comes is named like it.
const NOTE = '.note.json'
const STALE_MS = 3_600_000
const ID = /^[A-Za-z0-9_-]{1,64}$/

/** Keeps half files in `<folder>/.downloads/<id>/`: hidden, so that no walk takes them for models, and on the disk they end up on. */
export const createDownloadStore = (folder: string): DownloadStore => {
  const root = join(folder, '.downloads')
  const folderOf = (id: string): string => {
    if (!ID.test(id)) throw new Error('A download has no such id.')
    return join(root, id)
  }
  const pathOf = (id: string, fileName: string): string => join(folderOf(id), fileName)
  const make = (id: string): Promise<unknown> => mkdir(folderOf(id), { recursive: true })

  return {
    notes: async () => {
      const ids = (await readdir(root).catch(() => [])).filter((id) => ID.test(id))
      const notes = await Promise.all(ids.map(async (id) => ({ id, text: await readFile(pathOf(id, NOTE), 'utf8').catch(() => null) })))
      return notes.flatMap(({ id, text }) => (text === null ? [] : [{ id, text }]))
    },
    saveNote: (id, text) =>
      onDisk(async () => {
        await make(id)
        const temporary = pathOf(id, `${NOTE}.tmp`)
        const file = await open(temporary, 'w', 0o600)
        try {
          await file.writeFile(text)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(temporary, pathOf(id, NOTE))
      }),
    open: (id, fileName) =>
      onDisk(async () => {
        await make(id)
        return openPartFile(pathOf(id, fileName))
      }),
    pathOf,
    has: async (id, fileName) => (await stat(pathOf(id, fileName)).catch(() => null))?.isFile() ?? false,
    discard: (id, fileName) => onDisk(() => rm(pathOf(id, fileName), { force: true })),
    remove: async (id) => {
      await onDisk(() => rm(folderOf(id), { recursive: true, force: true }))
      // Only when it was the last.
      await rmdir(root).catch(() => undefined)
    },
    moveIn: (id, fileName) =>
      onDisk(async () => {
        const from = pathOf(id, fileName)
        for (let number = 1; ; number += 1) {
          const to = join(folder, numbered(fileName, number))
          if (!(await placeNew(from, to))) continue
          await syncFolder(folder)
          return to
        }
      }),
    isTaken: async (fileName) => (await lstat(join(folder, fileName)).catch(() => null)) !== null,
    isSame: (id, fileName) => onDisk(() => holdSame(pathOf(id, fileName), join(folder, fileName))),
    sweep: async () => {
      for (const id of (await readdir(root).catch(() => [])).filter((each) => ID.test(each))) {
        const facts = await stat(pathOf(id, NOTE)).catch(() => null)
        const made = await stat(folderOf(id)).catch(() => null)
        // Young ones may be another's that is at it just now.
        if (facts === null && made !== null && Date.now() - made.mtimeMs > STALE_MS) await rm(folderOf(id), { recursive: true, force: true }).catch(() => undefined)
      }
    },
    freeBytes: async () => {
      try {
        await mkdir(folder, { recursive: true })
        const { bavail, bsize } = await statfs(folder)
        return bavail * bsize
      } catch {
        return null
      }
    },
    copyIn: async (id, fileName, from) => {
      try {
        // A pipe of that name would hold the host for ever.
        if (!(await stat(from)).isFile()) throw new AppError('WRONG_FILE', 'This is not a file, so it is no model.')
        await make(id)
        await copyFile(from, pathOf(id, fileName), constants.COPYFILE_FICLONE)
        // A copy has the permissions of its original, which may forbid what follows.
        await chmod(pathOf(id, fileName), 0o644)
        const copy = await open(pathOf(id, fileName), 'r+')
        await copy.datasync().finally(() => copy.close())
      } catch (error) {
        throw codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? new AppError('FILE_GONE', 'The file is not there any more.', { next: 'Choose it again.' }) : asDiskFailure(error)
      }
    },
  }
}

const numbered = (fileName: string, number: number): string => {
  if (number === 1) return fileName
  const ending = extname(fileName)
  return `${fileName.slice(0, fileName.length - ending.length)} ${number}${ending}`
}
