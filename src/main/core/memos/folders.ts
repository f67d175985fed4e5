import { basename, dirname, join } from 'node:path'
import type { WatchedFolder } from '../../../contract/system.ts'
import type { FolderWatch, SeenFile, WatchEvents } from '../ports/index.ts'
import type { Context } from './context.ts'
import { forgetGone, isOwnFile, newEntry } from './entries.ts'
import type { Intake } from './intake.ts'
import { createLibrary, LIBRARY_DATABASE } from './voice-memos.ts'

interface Watched {
  readonly kind: WatchedFolder['kind']
  trouble: 'denied' | 'missing' | null
  readonly close: () => Promise<void>
}

export interface Folders {
  list(): readonly WatchedFolder[]
  onChange(listener: () => void): () => void
  /** Watches what the settings say by now. */
  follow(): Promise<void>
  close(): Promise<void>
}

/** Watches the folders of the settings and the Voice Memos library. */
export const createFolders = (context: Context, intake: Intake, signal: AbortSignal): Folders => {
  const { store, log } = context
  const watched = new Map<string, Watched>()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  /** A database that refuses a write now must not end the host: the next start looks at the folder anew. */
  const guarded = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      log.error('watch.event-failed', error)
    }
  }

  const wanted = (): ReadonlyMap<string, WatchedFolder['kind']> => {
    const { watch, voiceMemos } = context.settings().memos
    const folders = new Map<string, WatchedFolder['kind']>()
    for (const folder of watch) folders.set(folder, 'folder')
    if (voiceMemos && context.voiceMemosFolder !== null) folders.set(context.voiceMemosFolder, 'voice-memos')
    return folders
  }

  /** A copy of a Voice Memos library, or one on another disk, tells itself by its database. */
  const kindOf = async (folder: string, kind: WatchedFolder['kind']): Promise<WatchedFolder['kind']> =>
    (await context.recordings.stat(join(folder, LIBRARY_DATABASE)).catch(() => null)) === null ? kind : 'voice-memos'

  const becomeLibrary = async (folder: string): Promise<void> => {
    const plain = watched.get(folder)
    if (plain?.kind !== 'folder' || signal.aborted) return
    watched.set(folder, start(folder, 'voice-memos'))
    await plain.close()
  }

  const start = (folder: string, kind: WatchedFolder['kind']): Watched => {
    const handler = kind === 'voice-memos' ? createLibrary(context, intake, folder, signal) : plainFolder(context, intake, folder, signal)
    const clearTrouble = (): void => {
      if (state.trouble === null) return
      state.trouble = null
      tell()
    }
    const watch: FolderWatch = context.watchFolder(folder, {
      onFile: (file) => {
        clearTrouble()
        if (kind === 'folder' && basename(file.path) === LIBRARY_DATABASE && dirname(file.path) === folder) void becomeLibrary(folder)
        else handler.onFile(file)
      },
      onGone: (path) => guarded(() => handler.onGone(path)),
      onPlaceholder: (path) => guarded(() => handler.onPlaceholder(path)),
      onRefused: (_path, reason) => log.info('watch.refused', { kind, reason }),
      onTrouble: (trouble) => {
        state.trouble = trouble
        tell()
      },
      onReady: () => {
        clearTrouble()
        guarded(handler.onReady)
        tell()
      },
    })
    const state: Watched = { kind, trouble: null, close: () => watch.close() }
    return state
  }

  return {
    list: () =>
      [...watched].map(([path, { kind, trouble }]) => {
        // Placeholders have no path yet, and belong to the library.
        const placeholders = kind === 'voice-memos' ? store.waitingFor('download').filter((entry) => entry.path === null).length : 0
        const counted = store.countUnder(path)
        const [here, inCloud] = [counted.here, counted.inCloud + placeholders]
        return { path, kind, state: trouble ?? (here + inCloud === 0 ? 'empty' : 'ok'), here, inCloud }
      }),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    follow: async () => {
      const folders = wanted()
      for (const [path, { close }] of watched) {
        if (folders.has(path)) continue
        watched.delete(path)
        await close()
      }
      if (signal.aborted) return
      for (const [path, kind] of folders) {
        if (watched.has(path)) continue
        const found = await kindOf(path, kind)
        // Two changes of the settings may follow each other closely.
        if (!watched.has(path) && !signal.aborted) watched.set(path, start(path, found))
      }
      tell()
    },
    close: async () => {
      const open = [...watched.values()]
      watched.clear()
      await Promise.all(open.map(({ close }) => close()))
    },
  }
}

export type FolderHandler = Required<Pick<WatchEvents, 'onFile' | 'onGone' | 'onPlaceholder' | 'onReady'>>

const plainFolder = ({ store, log, clock, stateFolder }: Context, intake: Intake, folder: string, signal: AbortSignal): FolderHandler => {
  let seen: SeenFile[] = []
  let taking: Promise<void> | null = null
  // Until the folder was walked once, what is not seen is gone.
  let unseen: Set<string> | null = new Set(store.under(folder).flatMap((entry) => (entry.source === 'folder' && entry.path !== null ? [entry.path] : [])))

  const takeAll = async (): Promise<void> => {
    while (seen.length > 0 && !signal.aborted) {
      const files = seen
      seen = []
      await intake.take(files, 'folder', signal)
    }
  }
  const forget = (path: string): void => {
    store.forgetOther(path)
    const entry = store.byPath(path)
    if (entry) forgetGone(store, entry)
  }

  return {
    onFile: (file) => {
      if (isOwnFile({ stateFolder }, file.path)) return
      unseen?.delete(file.path)
      seen.push(file)
      taking ??= takeAll()
        .catch((error: unknown) => {
          if (!signal.aborted) log.error('watch.take-failed', error)
        })
        .finally(() => {
          taking = null
        })
    },
    onGone: forget,
    onPlaceholder: (path) => {
      unseen?.delete(path)
      if (store.byPath(path) || isFiledAs(store, basename(path))) return
      store.insert([{ ...newEntry({ path, sizeBytes: 0, modifiedMs: clock.now() }, 'folder'), waitsFor: 'download', step: null }])
    },
    onReady: () => {
      for (const path of unseen ?? []) forget(path)
      unseen = null
    },
  }
}

// iCloud takes recordings away again that were written down long ago: there is nothing to wait for.
const isFiledAs = (store: Context['store'], fileName: string): boolean =>
  store.list({ cursor: null, limit: 100, text: fileName }).entries.some((entry) => entry.fileName === fileName && entry.path === null && entry.notePath !== null)
