import { lstat, mkdir, readdir, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import { syncFolder } from './atomic.ts'
import { isAbsent } from './failures.ts'
import { foldName, safeName } from './safe-name.ts'

const TRASH = '.trash'

const refuse = (): AppError =>
  new AppError('OUTSIDE_FOLDER', 'This path leads out of the vault, so Freehold leaves it alone.', { next: 'Choose a folder inside the vault.' })

const partsOf = (path: string): readonly string[] => {
  const parts = path.split('/')
  const isBad = (part: string): boolean => part === '' || part === '.' || part === '..' || part.includes('\0') || (sep === '\\' && /[\\:]/.test(part))
  if (path !== '' && parts.some(isBad)) throw refuse()
  return path === '' ? [] : parts
}

/** The absolute path of something in the vault; OUTSIDE_FOLDER when the path, or a link on its way, leads out of it. */
export const inside = async (vault: string, path: string): Promise<string> => {
  const parts = partsOf(path)
  const root = await realpath(vault)
  for (let depth = parts.length; depth > 0; depth--) {
    const real = await realpath(join(vault, ...parts.slice(0, depth))).catch((error: unknown) => absentOrThrow(error))
    if (real === null) continue
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) throw refuse()
    break
  }
  return join(vault, ...parts)
}

/** Makes a folder with safe names, using one that is there already under the same name but for case; returns its path in the vault. */
export const ensureFolder = async (vault: string, folder: string): Promise<string> => {
  let made = ''
  for (const part of partsOf(folder)) {
    const existing = await existingName(await inside(vault, made), part)
    // The one hidden folder that is asked for: what is deleted goes where Obsidian puts it as well.
    const name = existing ?? (part === TRASH && made === '' ? part : safeName(part, ''))
    made = made === '' ? name : `${made}/${name}`
    const absolute = await inside(vault, made)
    if (existing !== null) continue
    await mkdir(absolute).catch((error: unknown) => ifExists(error))
    // Or a power cut takes the folder away with all that was synced in it.
    await syncFolder(dirname(absolute))
  }
  return made
}

const existingName = async (parent: string, part: string): Promise<string | null> => {
  const there = await lstat(join(parent, part)).catch((error: unknown) => absentOrThrow(error))
  if (there !== null) return part
  const wanted = foldName(safeName(part, ''))
  return (await readdir(parent)).find((name) => foldName(name) === wanted) ?? null
}

// A link that leads nowhere counts as absent for realpath: whoever writes through it is refused by link(2) or `wx`.
const absentOrThrow = (error: unknown): null => {
  if (isAbsent(error)) return null
  throw error
}

const ifExists = (error: unknown): void => {
  if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error
}
