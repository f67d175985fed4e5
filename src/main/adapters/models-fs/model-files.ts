import { statSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { watch } from 'chokidar'
import type { ModelFile } from '../../../contract/models.ts'
import { inspectModel } from './inspect-model.ts'
import type { Inspected } from './inspect-model.ts'
import { walk } from './walk.ts'
import type { WalkedFile } from './walk.ts'

export interface ModelFilesDeps {
  /** Folders to look in, first wins; a missing one may appear later. */
  readonly folders: readonly string[]
  /** What ships with Freehold, looked in last. */
  readonly bundledFolder: string
  /** The folder of the demo model that ships with Freehold: what lies there is never taken for a real model. */
  readonly demoFolder: string
  /** How long the folders must be still before they are read again. */
  readonly settleMs: number
  /** How often they are read even when nothing was heard: network disks and folders that appear later say nothing. */
  readonly rescanMs: number
  readonly signal: AbortSignal
}

export interface ModelFiles {
  readonly folders: readonly string[]
  current(): readonly ModelFile[]
  /** A model file wherever it lies; null when there is no such file or nothing about it says model. */
  inspect(path: string): ModelFile | null
  onChange(listener: () => void): () => void
  refresh(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** The model files in the person's folders and those that ship, each told by its content and kept up to date. */
export const createModelFiles = async (deps: ModelFilesDeps): Promise<ModelFiles> => {
  const listeners = new Set<() => void>()
  const known = new Map<string, Inspected | null>()
  let models: readonly ModelFile[] = []

  const look = (file: WalkedFile): Inspected | null => {
    const key = `${file.path}\n${file.identity}:${file.sizeBytes}:${file.modifiedMs}`
    const before = known.get(key)
    if (before !== undefined) return before
    const inspected = inspectModel(file.path)
    known.set(key, inspected)
    return inspected
  }

  const refresh = async (signal: AbortSignal): Promise<void> => {
    const found: ModelFile[] = []
    const files = new Set<string>()
    const ids = new Set<string>()
    for (const folder of [...deps.folders, deps.bundledFolder, deps.demoFolder]) {
      for (const file of await walk(folder, signal)) {
        if (files.has(file.identity)) continue
        files.add(file.identity)
        const inspected = look(file)
        if (inspected === null) continue
        const id = freeId(idOf(file.path), ids)
        ids.add(id)
        found.push({ id, path: file.path, sizeBytes: file.sizeBytes, demo: folder === deps.demoFolder, ...inspected })
      }
    }
    if (JSON.stringify(found) === JSON.stringify(models)) return
    models = found
    for (const listener of listeners) listener()
  }

  // One walk at a time; what is heard during a walk asks for one more.
  let walking: Promise<void> | null = null
  let again = false
  const refreshSoon = (): void => {
    if (walking !== null) {
      again = true
      return
    }
    walking = refresh(deps.signal)
      .catch(() => undefined)
      .then(() => {
        walking = null
        if (!again || deps.signal.aborted) return
        again = false
        refreshSoon()
      })
  }

  await refresh(deps.signal)
  let timer: NodeJS.Timeout | undefined
  const watcher = watch([...deps.folders], { ignoreInitial: true, depth: 6 })
  watcher.on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(refreshSoon, deps.settleMs)
  })
  watcher.on('error', () => undefined)
  const slow = setInterval(refreshSoon, deps.rescanMs)
  slow.unref()

  return {
    folders: deps.folders,
    current: () => models,
    inspect: (path) => {
      const there = models.find((model) => model.path === path)
      if (there) return there
      const facts = statIfThere(path)
      const inspected = facts?.isFile() ? look({ path, identity: `${facts.dev}:${facts.ino}`, sizeBytes: facts.size, modifiedMs: facts.mtimeMs }) : null
      return facts && inspected ? { id: idOf(path), path, sizeBytes: facts.size, demo: false, ...inspected } : null
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    refresh,
    close: async () => {
      listeners.clear()
      clearTimeout(timer)
      clearInterval(slow)
      await watcher.close()
      again = false
      await walking
    },
  }
}

// Whatever keeps us from it (no such file, no permission, a name that cannot be one): there is no model for us there.
const statIfThere = (path: string): Stats | null => {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

const idOf = (path: string): string => basename(path).replace(/\.(bin|gguf|ggml)$/i, '')

const freeId = (id: string, taken: ReadonlySet<string>): string => {
  let free = id
  for (let number = 2; taken.has(free); number += 1) free = `${id}-${number}`
  return free
}
