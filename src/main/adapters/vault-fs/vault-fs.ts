import { lstat, readdir, unlink } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { FiledNote, Log, Vault } from '../../core/ports/index.ts'
import { amendNote } from './amend-note.ts'
import { discard, placeNew, sweepTemporary, syncFolder, writeTemporary } from './atomic.ts'
import type { LinkFile } from './atomic.ts'
import { asVaultFailure, changedMeanwhile, isAbsent } from './failures.ts'
import { isAsWritten } from './frontmatter.ts'
import { ensureFolder, inside } from './inside.ts'
import { fileText, moveFile } from './move-file.ts'
import { fileNote, readIfThere, replaceIfSame, updateNote } from './notes.ts'
import type { NoteFolder } from './notes.ts'
import { ensureVault, ensureWritable } from './presence.ts'
import { copyIn, hashOf, receive } from './receive.ts'
import { sha256 } from './sha256.ts'
import { stampOf } from './stamp.ts'
import { createUploadFolders } from './upload-folders.ts'
import { readHead, scanNotes, walkFiles } from './walk.ts'

export interface VaultFsDeps {
  readonly path: string
  /** True once something was filed in this vault: then a missing or empty folder means that its disk is not connected. */
  readonly wasUsed: () => boolean
  readonly log: Pick<Log, 'debug'>
  /** link(2), unless a test stands for a file system without links. */
  readonly link?: LinkFile
  /** The time in milliseconds, unless a test stands for a later one. */
  readonly now?: () => number
}

/** The vault as a folder on this machine's file system. */
export const createVaultFs = (deps: VaultFsDeps): Vault => {
  const vault = resolve(deps.path)
  const place: NoteFolder = { vault, link: deps.link, idsByFolder: new Map() }
  const inTurn = createTurns()
  const uploads = createUploadFolders(vault, () => ensureVault(vault, deps.wasUsed))

  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw asVaultFailure(error, vault)
    }
  }
  const writing = <T>(work: () => Promise<T>): Promise<T> =>
    reading(async () => {
      await ensureVault(vault, deps.wasUsed)
      return work()
    })
  const readText: Vault['readText'] = (path) =>
    reading(async () => {
      const text = await inside(vault, path).then(readIfThere).catch(nullIfAbsent)
      return text === null ? null : { text, sha256: sha256(text) }
    })

  return {
    path: vault,
    check: () => writing(() => ensureWritable(vault)),
    fileNote: (draft) => writing(() => inTurn(() => fileNote(place, draft))),
    updateNote: (filed, change) => writing(() => inTurn(() => updateNote(place, filed, change))),
    amendNote: (path, change) => writing(() => inTurn(() => amendNote(place, path, change))),
    untouched: async (path): Promise<FiledNote | null> => {
      const note = await readText(path)
      return note !== null && isAsWritten(note.text) ? { path, writtenSha256: note.sha256 } : null
    },
    readNote: (path) => reading(async () => inside(vault, path).then((absolute) => readHead(absolute, path)).catch(nullIfAbsent)),
    readText,
    createText: (path, text) => writing(() => createText(vault, path, text, deps.link)),
    replaceText: (path, text, expectedSha256) =>
      writing(() =>
        inTurn(async () => {
          if (!(await replaceIfSame(await inside(vault, path), text, expectedSha256))) throw changedMeanwhile()
        }),
      ),
    fileText: (file) => writing(() => inTurn(() => fileText(place, file))),
    moveFile: (path, to, expectedSha256) => writing(() => inTurn(() => moveFile(place, path, to, expectedSha256))),
    stampOf: (path) => reading(async () => inside(vault, path).then((absolute) => stampOf(absolute, (deps.now ?? Date.now)())).catch(nullIfAbsent)),
    walk: async function* (folder, ending, signal) {
      try {
        await inside(vault, folder)
        const sweep = (absolute: string, name: string): Promise<void> => sweepTemporary(absolute, [name])
        for await (const path of walkFiles(vault, signal, sweep, folder)) if (path.endsWith(ending)) yield path
      } catch (error) {
        throw asVaultFailure(error, vault)
      }
    },
    list: (folder, ending) =>
      reading(async () => {
        const entries = await inside(vault, folder).then((absolute) => readdir(absolute, { withFileTypes: true })).catch(nullIfAbsent)
        const files = (entries ?? []).filter((entry) => entry.isFile() && !entry.name.startsWith('.') && entry.name.endsWith(ending))
        return files.map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`)).sort()
      }),
    findFile: (name) =>
      reading(async () => {
        for await (const path of walkFiles(vault)) if (basename(path) === name) return path
        return null
      }),
    scan: async function* (signal, isRead) {
      const startedMs = performance.now()
      let notes = 0
      try {
        // One that was never used is made at once: the first memo is not to wait until it is looked for again.
        if (!deps.wasUsed() && (await lstat(vault).catch(nullIfAbsent)) === null) await ensureVault(vault, deps.wasUsed)
        for await (const note of scanNotes(vault, signal, { isRead, now: deps.now })) {
          notes++
          yield note
        }
      } catch (error) {
        throw asVaultFailure(error, vault)
      }
      deps.log.debug('vault.scanned', { notes, milliseconds: Math.round(performance.now() - startedMs) })
    },
    receive: (upload) => reading(() => receive(uploads, upload, deps.link)),
    copyIn: (file) => reading(() => copyIn(uploads, file, deps.link)),
    remove: (path, expectedSha256) =>
      reading(async () => {
        await removeOwn(await inside(vault, path), expectedSha256)
        uploads.release(path)
      }),
  }
}

const createText = async (vault: string, path: string, text: string, link?: LinkFile): Promise<void> => {
  const parent = dirname(path)
  const folder = await ensureFolder(vault, parent === '.' ? '' : parent)
  const absolute = await inside(vault, folder === '' ? basename(path) : `${folder}/${basename(path)}`)
  const there = await readIfThere(absolute)
  if (there === text) return
  if (there !== null) throw changedMeanwhile()
  const temporary = await writeTemporary(dirname(absolute), text)
  try {
    const isPlaced = await placeNew(temporary, absolute, link)
    if (!isPlaced && (await readIfThere(absolute)) !== text) throw changedMeanwhile()
    if (!isPlaced) await discard(temporary)
    await syncFolder(dirname(absolute))
  } catch (error) {
    await discard(temporary)
    throw error
  }
}

const removeOwn = async (absolute: string, expectedSha256: string): Promise<void> => {
  const stats = await lstat(absolute).catch(nullIfAbsent)
  if (stats === null) return
  if (!stats.isFile() || (await hashOf(absolute)) !== expectedSha256) throw changedMeanwhile()
  await unlink(absolute)
  await syncFolder(dirname(absolute))
}

const nullIfAbsent = (error: unknown): null => {
  if (isAbsent(error)) return null
  throw error
}

/** Runs one after the other: two filings never look for a free name or an id at the same time. */
const createTurns = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const run = last.then(work, work)
    last = run.catch(() => undefined)
    return run
  }
}
