import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { sweepTemporary, syncFolder } from './atomic.ts'
import { ensureFolder, inside } from './inside.ts'
import { foldName } from './safe-name.ts'

/** How long a folder that was looked at counts as known: a thousand uploads then look at it a few times, not a thousand. */
const KNOWN_MS = 1000

export interface UploadFolder {
  /** As it stands in the vault. */
  readonly path: string
  readonly absolute: string
  /** The folded names that are taken. */
  readonly taken: Set<string>
}

export interface UploadFolders {
  /** Makes the folder where it is missing, sweeps it once a run, and lists it. */
  open(folder: string): Promise<UploadFolder>
  /** Looks anew at the next upload: the folder was not as it was known. */
  forget(folder: string): void
  /** The name of a file that was removed is free again. */
  release(path: string): void
  /** Has the folder's entries of this moment on the disk; those who ask while the disk is busy share the next flush. */
  sync(absolute: string): Promise<void>
}

/** The folders of one vault into which recordings are received; `ensure` sees to it that the vault itself is there. */
export const createUploadFolders = (vault: string, ensure: () => Promise<void>): UploadFolders => {
  const known = new Map<string, { readonly sinceMs: number; readonly folder: Promise<UploadFolder> }>()
  const swept = new Set<string>()
  const syncing = new Map<string, { readonly now: Promise<void>; next: Promise<void> | null }>()

  const look = async (wanted: string): Promise<UploadFolder> => {
    await ensure()
    const path = await ensureFolder(vault, wanted)
    const absolute = await inside(vault, path)
    const names = await readdir(absolute)
    if (!swept.has(absolute)) {
      await sweepTemporary(absolute, names)
      swept.add(absolute)
    }
    return { path, absolute, taken: new Set(names.map(foldName)) }
  }

  const sync = (absolute: string): Promise<void> => {
    const running = syncing.get(absolute)
    if (running) {
      // The flush under way may have begun before the entry was made: it is the one after it that counts.
      running.next ??= running.now.then(() => sync(absolute), () => sync(absolute))
      return running.next
    }
    const now = syncFolder(absolute).finally(() => syncing.delete(absolute))
    syncing.set(absolute, { now, next: null })
    return now
  }

  return {
    open: (wanted) => {
      const before = known.get(wanted)
      if (before && performance.now() - before.sinceMs < KNOWN_MS) return before.folder
      const folder = look(wanted)
      known.set(wanted, { sinceMs: performance.now(), folder })
      folder.catch(() => known.delete(wanted))
      return folder
    },
    forget: (wanted) => known.delete(wanted),
    release: (path) => {
      const before = known.get(dirname(path))
      void before?.folder.then(({ taken }) => taken.delete(foldName(basename(path)))).catch(() => undefined)
    },
    sync,
  }
}
