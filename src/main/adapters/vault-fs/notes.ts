import { lstat, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { FiledNote, NoteChange, NoteDraft } from '../../core/ports/index.ts'
import { discard, placeNew, sweepTemporary, syncFolder, writeTemporary } from './atomic.ts'
import type { LinkFile } from './atomic.ts'
import { isAbsent } from './failures.ts'
import { isAsWritten, renderNote, splitNote } from './frontmatter.ts'
import { ensureFolder, inside } from './inside.ts'
import { foldName, isNumbered, numbered, safeName } from './safe-name.ts'
import { sha256 } from './sha256.ts'
import { readHead } from './walk.ts'

const ENDING = '.md'

export interface NoteFolder {
  readonly vault: string
  readonly link?: LinkFile | undefined
  /** Ids by file name of the folders that were looked through, so that the thousandth filing reads one new head, not a thousand. */
  readonly idsByFolder: Map<string, Map<string, string | null>>
}

/** Writes a note under a free name, or returns the one with its id that a killed filing left in the folder. */
export const fileNote = async (place: NoteFolder, draft: NoteDraft): Promise<FiledNote> => {
  const folder = await ensureFolder(place.vault, draft.folder)
  const absolute = await inside(place.vault, folder)
  const names = await readdir(absolute)
  await sweepTemporary(absolute, names)
  const text = renderNote(draft.id, draft.frontmatter, draft.body)
  const standing = await findById(place, folder, names, draft.id)
  if (standing !== null) {
    const current = await readIfThere(join(absolute, standing))
    // What stands there under a person's edit differs from what we would have written, and so is known as theirs.
    if (current !== null) return { path: join2(folder, standing), writtenSha256: sha256(isAsWritten(current) ? current : text) }
  }
  const temporary = await writeTemporary(absolute, text)
  try {
    const name = await placeUnderFreeName(temporary, absolute, safeName(draft.name, ENDING), ENDING, names, place.link)
    place.idsByFolder.get(folder)?.set(name, draft.id)
    return { path: join2(folder, name), writtenSha256: sha256(text) }
  } catch (error) {
    await discard(temporary)
    throw error
  }
}

/** Rewrites a note that nobody touched since, then gives it its new name; null when it is the person's by now. */
export const updateNote = async (place: NoteFolder, filed: FiledNote, change: NoteChange): Promise<FiledNote | null> => {
  const there = await whereItStands(place, filed.path, change)
  if (there === null) return null
  const path = await withoutTwin(place, there, change)
  const absolute = await inside(place.vault, path)
  const before = await readIfThere(absolute)
  if (before === null || splitNote(before).frontmatter['id'] !== change.id) return null
  // An update that was killed before it was recorded leaves other bytes than `filed` says, under an intact check sum.
  if (sha256(before) !== filed.writtenSha256 && !isAsWritten(before)) return null
  const text = renderNote(change.id, change.frontmatter, change.body)
  if (text !== before && !(await replaceIfSame(absolute, text, sha256(before)))) return null
  const renamed = await renameToTitle(place, path, change)
  return { path: renamed, writtenSha256: sha256(text) }
}

/** Replaces a file's content if it still has the expected sha256, looked at again right before the rename. */
export const replaceIfSame = async (absolute: string, text: string, expectedSha256: string): Promise<boolean> => {
  const temporary = await writeTemporary(dirname(absolute), text)
  try {
    // Its bytes: read as text, one in another encoding would seem to be the same, and lose what it says.
    const now = await readBytesIfThere(absolute)
    if (now === null || sha256(now) !== expectedSha256 || !(await lstat(absolute)).isFile()) return await discard(temporary).then(() => false)
    await rename(temporary, absolute)
    await syncFolder(dirname(absolute))
    return true
  } catch (error) {
    await discard(temporary)
    throw error
  }
}

/** Gives a temporary file the first name that is free, also on a system that takes upper and lower case for one. */
export const placeUnderFreeName = async (
  temporary: string,
  folder: string,
  name: string,
  ending: string,
  taken: readonly string[],
  link?: LinkFile,
): Promise<string> => {
  const folded = new Set(taken.map(foldName))
  for (let n = 1; ; n++) {
    const tried = numbered(name, ending, n)
    if (folded.has(foldName(tried)) || !(await placeNew(temporary, join(folder, tried), link))) continue
    await syncFolder(folder)
    return tried
  }
}

/** A file's text, null when it is not there. */
export const readIfThere = async (absolute: string): Promise<string | null> => (await readBytesIfThere(absolute))?.toString('utf8') ?? null

const readBytesIfThere = async (absolute: string): Promise<Buffer | null> => {
  try {
    return await readFile(absolute)
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

const join2 = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')

const findById = async (place: NoteFolder, folder: string, names: readonly string[], id: string): Promise<string | null> => {
  const known = place.idsByFolder.get(folder) ?? new Map<string, string | null>()
  place.idsByFolder.set(folder, known)
  const notes = new Set(names.filter((name) => !name.startsWith('.') && name.endsWith(ENDING)))
  for (const name of known.keys()) if (!notes.has(name)) known.delete(name)
  for (const name of notes) if (!known.has(name)) known.set(name, await idOf(place, folder, name))
  for (const [name, each] of known) {
    if (each !== id) continue
    const now = await idOf(place, folder, name)
    if (now === id) return name
    known.set(name, now)
  }
  return null
}

const idOf = async (place: NoteFolder, folder: string, name: string): Promise<string | null> => {
  const path = join2(folder, name)
  const absolute = join(place.vault, path)
  if ((await lstat(absolute).catch(() => null))?.isFile() !== true) return null
  const id = (await readHead(absolute, path))?.frontmatter['id']
  return typeof id === 'string' ? id : null
}

// An update that was killed between its rename and its record has the note under the new name already.
const whereItStands = async (place: NoteFolder, path: string, change: NoteChange): Promise<string | null> => {
  const absolute = await inside(place.vault, path)
  if ((await lstat(absolute).catch(() => null))?.isFile() === true) return path
  const wanted = safeName(change.name, ENDING)
  for (const folder of new Set([folderOf(path), change.folder])) {
    const names = await readdir(await inside(place.vault, folder)).catch(() => [])
    for (const name of names) {
      if ((name === basename(path) || isNumbered(name, wanted, ENDING)) && (await idOf(place, folder, name)) === change.id) return join2(folder, name)
    }
  }
  return null
}

// By its title, unless the person named it; and into its folder.
const renameToTitle = async (place: NoteFolder, path: string, change: NoteChange): Promise<string> => {
  const name = basename(path)
  const ours = safeName(change.name, ENDING)
  const isTheirs = isNumbered(name, ours, ENDING) || !isNumbered(name, safeName(change.formerName, ENDING), ENDING)
  const [from, to] = [folderOf(path), await ensureFolder(place.vault, change.folder)]
  if (isTheirs && from === to) return path
  const wanted = isTheirs ? name : ours
  const [source, target] = [await inside(place.vault, from), await inside(place.vault, to)]
  const renamed = await placeUnderFreeName(join(source, name), target, wanted, ENDING, await readdir(target), place.link)
  await syncFolder(target)
  if (from !== to) await syncFolder(source)
  place.idsByFolder.get(from)?.delete(name)
  place.idsByFolder.get(to)?.set(renamed, change.id)
  return join2(to, renamed)
}

// Killed between link and unlink: one file under two names, of which the newer is kept. Only names that differ by more than
// case are two names.
const withoutTwin = async (place: NoteFolder, path: string, change: NoteChange): Promise<string> => {
  const absolute = await inside(place.vault, path)
  const own = await lstat(absolute)
  if (own.nlink < 2) return path
  const ours = [basename(path), safeName(change.name, ENDING), safeName(change.formerName, ENDING)]
  for (const folder of new Set([change.folder, folderOf(path)])) {
    const names = await readdir(await inside(place.vault, folder)).catch(() => [])
    for (const other of names) {
      const isSelf = folder === folderOf(path) && foldName(other) === foldName(basename(path))
      if (isSelf || !ours.some((name) => isNumbered(other, name, ENDING))) continue
      const stats = await lstat(join(place.vault, join2(folder, other)))
      if (stats.ino !== own.ino || stats.dev !== own.dev) continue
      await unlink(absolute)
      return join2(folder, other)
    }
  }
  return path
}
