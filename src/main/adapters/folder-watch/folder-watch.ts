import type { Stats } from 'node:fs'
import { access, constants, opendir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import type { WatchEvents, WatchFolder } from '../../core/ports/watch.ts'
import { isIgnoredName, placeholderOf } from './names.ts'

export interface WatchFolderDeps {
  /** How long a folder that is missing or closed to us is left alone before it is tried again. */
  readonly retryMs: number
}

const POLL_MS = 5000

/** Watches folders with chokidar, which tells of new files by itself; a missing folder is looked for now and then. */
export const createWatchFolder = ({ retryMs }: WatchFolderDeps): WatchFolder => (folder, events) => {
  let isClosed = false
  let backend: 'auto' | 'polling' = 'auto'
  let current: FSWatcher | null = null
  let retry: NodeJS.Timeout | undefined
  let trouble: 'denied' | 'missing' | null = null
  let turn: Promise<void> = Promise.resolve()

  const restart = (): void => {
    turn = turn.then(start).catch(() => report('missing'))
  }
  const report = (state: 'denied' | 'missing'): void => {
    if (isClosed) return
    if (trouble !== state) events.onTrouble(state)
    trouble = state
    clearTimeout(retry)
    retry = setTimeout(restart, retryMs)
  }
  const stop = async (): Promise<void> => {
    const watcher = current
    current = null
    await watcher?.close()
  }

  const start = async (): Promise<void> => {
    await stop()
    if (isClosed) return
    const state = await probeFolder(folder)
    if (state !== 'ok') return report(state)
    // The folder itself may be a link, which is the person's choice; links inside it are another matter.
    const root = await realpath(folder)
    if (isClosed) return
    current = follow(folder, root, backend, events, {
      onReady: () => {
        trouble = null
      },
      onLost: () => {
        void probeFolder(folder).then((now) => (now === 'ok' ? restart() : turn.then(stop).then(() => report(now))))
      },
      // The system allows no more watches: looking again every few seconds needs none.
      onExhausted: () => {
        backend = 'polling'
        restart()
      },
    })
  }

  restart()
  return {
    async close() {
      isClosed = true
      clearTimeout(retry)
      await turn
      await stop()
    },
  }
}

interface Turns {
  readonly onReady: () => void
  readonly onLost: () => void
  readonly onExhausted: () => void
}

const follow = (folder: string, root: string, backend: 'auto' | 'polling', events: WatchEvents, turns: Turns): FSWatcher => {
  const shown = (path: string): string => join(folder, relative(root, path))
  const checks = new Set<Promise<void>>()
  const later = (work: Promise<void>): void => {
    const check = work.finally(() => checks.delete(check))
    checks.add(check)
  }
  const watcher = watch(root, {
    backend,
    pollingInterval: POLL_MS,
    pollingBinaryInterval: POLL_MS,
    followSymlinks: false,
    alwaysStat: true,
    atomic: false,
    ignored: (path) => path !== root && isIgnoredName(basename(path)),
  })

  const seen = async (path: string, stats: Stats | undefined): Promise<void> => {
    if (watcher.closed) return
    const placeholder = placeholderOf(basename(path))
    if (placeholder !== null) return events.onPlaceholder?.(join(dirname(shown(path)), placeholder))
    if (stats === undefined) return
    if (stats.isSymbolicLink()) {
      // A link to something inside leads to a file that is seen anyway, and could lead round in circles.
      if (!(await leadsInside(path, root))) events.onRefused(shown(path), 'link')
      return
    }
    if (!stats.isFile()) return
    if (!(await isReadable(path))) return events.onRefused(shown(path), 'permission')
    if (!watcher.closed) events.onFile({ path: shown(path), sizeBytes: stats.size, modifiedMs: stats.mtimeMs })
  }
  /** When the whole folder goes (a disk is pulled out), its files are not deleted one by one. */
  const gone = async (path: string): Promise<void> => {
    if ((await probeFolder(root)) !== 'ok') return turns.onLost()
    if (!watcher.closed && placeholderOf(basename(path)) === null) events.onGone(shown(path))
  }

  watcher.on('add', (path, stats) => later(seen(path, stats)))
  watcher.on('change', (path, stats) => later(seen(path, stats)))
  watcher.on('unlink', (path) => later(gone(path)))
  watcher.on('unlinkDir', (path) => {
    if (path === root) turns.onLost()
  })
  watcher.on('error', (error) => {
    const { code, path } = describeError(error)
    if (code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE') return backend === 'auto' ? turns.onExhausted() : undefined
    if (path === null || resolve(path) === root) turns.onLost()
    else if (code === 'EACCES' || code === 'EPERM') events.onRefused(shown(path), 'permission')
  })
  watcher.once('ready', () => {
    void settle(checks).then(() => {
      if (watcher.closed) return
      turns.onReady()
      events.onReady()
    })
  })
  return watcher
}

const settle = async (checks: ReadonlySet<Promise<void>>): Promise<void> => {
  while (checks.size > 0) await Promise.allSettled(checks)
}

const probeFolder = async (folder: string): Promise<'ok' | 'denied' | 'missing'> => {
  try {
    const listing = await opendir(folder)
    // Opening succeeds where reading is what the system refuses.
    await listing.read()
    await listing.close()
    return 'ok'
  } catch (error) {
    const { code } = describeError(error)
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing'
  }
}

const leadsInside = async (link: string, root: string): Promise<boolean> => {
  const target = await realpath(link).catch(async () => resolve(dirname(link), await readlink(link).catch(() => '')))
  return target === root || target.startsWith(root + sep)
}

const isReadable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.R_OK)
    return true
  } catch {
    // Gone already is not forbidden: the watcher tells of that by itself.
    return (await stat(path).catch(() => null)) === null
  }
}

const describeError = (error: unknown): { readonly code: string | null; readonly path: string | null } => {
  if (!(error instanceof Error)) return { code: null, path: null }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null
  return { code, path }
}
