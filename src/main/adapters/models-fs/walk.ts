import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface WalkedFile {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** Tells two links to one file. */
  readonly identity: string
}

const MAX_DEPTH = 6
const MAX_ENTRIES = 5_000
const UNFINISHED = /\.(part|partial|download|crdownload|incomplete|tmp)$/i

/** Files below a folder in the order of their names, links followed, to a bounded depth and number; a missing folder has none. */
export const walk = async (folder: string, signal: AbortSignal): Promise<readonly WalkedFile[]> => {
  const files: WalkedFile[] = []
  const seenFolders = new Set<string>()
  let entries = 0

  const visit = async (path: string, depth: number): Promise<void> => {
    signal.throwIfAborted()
    if ((entries += 1) > MAX_ENTRIES) return
    const facts = await stat(path).catch(() => null)
    if (facts === null) return
    const identity = `${facts.dev}:${facts.ino}`
    if (facts.isFile() && !UNFINISHED.test(path)) files.push({ path, sizeBytes: facts.size, modifiedMs: facts.mtimeMs, identity })
    // A link that leads back up would be walked for ever.
    if (!facts.isDirectory() || depth > MAX_DEPTH || seenFolders.has(identity)) return
    seenFolders.add(identity)
    const names = await readdir(path).catch(() => [])
    for (const name of names.toSorted()) if (!name.startsWith('.')) await visit(join(path, name), depth + 1)
  }
  await visit(folder, 0)
  return files
}
