import { lstat, readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Vault } from '../../core/ports/index.ts'
import { discard, syncFolder, writeTemporary } from './atomic.ts'
import { changedMeanwhile } from './failures.ts'
import { ensureFolder, inside } from './inside.ts'
import { placeUnderFreeName, readIfThere } from './notes.ts'
import type { NoteFolder } from './notes.ts'
import { isNumbered, safeName } from './safe-name.ts'
import { sha256 } from './sha256.ts'

const ENDING = '.md'

/** Writes a new file under a free name. */
export const fileText = async ({ vault, link }: NoteFolder, file: Parameters<Vault['fileText']>[0]): ReturnType<Vault['fileText']> => {
  const folder = await ensureFolder(vault, file.folder)
  const absolute = await inside(vault, folder)
  const temporary = await writeTemporary(absolute, file.text)
  try {
    const name = await placeUnderFreeName(temporary, absolute, safeName(file.name, ENDING), ENDING, await readdir(absolute), link)
    return { path: folder === '' ? name : `${folder}/${name}`, sha256: sha256(file.text) }
  } catch (error) {
    await discard(temporary)
    throw error
  }
}

/** Moves a file, replacing nothing; see the port. */
export const moveFile = async ({ vault, link }: NoteFolder, path: string, to: Parameters<Vault['moveFile']>[1], expectedSha256: string): Promise<string> => {
  const absolute = await inside(vault, path)
  const text = await readIfThere(absolute)
  if (text === null || sha256(text) !== expectedSha256 || !(await lstat(absolute)).isFile()) throw changedMeanwhile()
  const from = path.split('/').slice(0, -1).join('/')
  const folder = await ensureFolder(vault, to.folder)
  const name = nameFor(basename(path), to)
  if (folder === from && name === basename(path)) return path
  const target = await inside(vault, folder)
  const placed = await placeUnderFreeName(absolute, target, name, ENDING, await readdir(target), link)
  if (folder !== from) await syncFolder(await inside(vault, from))
  return folder === '' ? placed : `${folder}/${placed}`
}

const nameFor = (current: string, { name, formerName }: { readonly name?: string; readonly formerName?: string }): string => {
  if (name === undefined) return current
  const wanted = safeName(name, ENDING)
  const isTheirs = formerName !== undefined && !isNumbered(current, safeName(formerName, ENDING), ENDING)
  return isTheirs || isNumbered(current, wanted, ENDING) ? current : wanted
}
