import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { watch } from 'chokidar'
import type { ModelFile } from '../../../contract/models.ts'
import { furtherParts } from '../../core/lib/model-parts.ts'
import { CUT_SHORT, inspectModel } from './inspect-model.ts'
import type { Inspected } from './inspect-model.ts'
import { joinParts } from './join-parts.ts'
import type { JoinedFile } from './join-parts.ts'
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
  /** What an engine found out when it opened a file; it holds until the file changes. */
  markBroken(path: string, fault: string): void
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
    const key = keyOf(file)
    const before = known.get(key)
    if (before !== undefined) return before
    const inspected = inspectModel(file.path)
    known.set(key, inspected)
    return inspected
  }

  const lookAtAll = (file: JoinedFile): Inspected | null => {
    const first = look(file)
    if (first === null || first.fault !== null) return first
    if (file.missingParts > 0) return { ...first, fault: file.missingParts === 1 ? 'A part of this model is missing.' : `${file.missingParts} parts of this model are missing.` }
    // A further part tells nothing of the model, only of its own tables.
    return file.parts.some((part) => look(part)?.fault === CUT_SHORT) ? { ...first, fault: CUT_SHORT } : first
  }

  const tell = (found: readonly ModelFile[]): void => {
    if (JSON.stringify(found) === JSON.stringify(models)) return
    models = found
    for (const listener of listeners) listener()
  }

  const walkAll = async (signal: AbortSignal): Promise<void> => {
    const found: ModelFile[] = []
    const files = new Set<string>()
    const ids = new Set<string>()
    for (const folder of [...deps.folders, deps.bundledFolder, deps.demoFolder]) {
      for (const file of joinParts(await walk(folder, signal))) {
        if (files.has(file.identity)) continue
        files.add(file.identity)
        const inspected = lookAtAll(file)
        if (inspected === null) continue
        const id = freeId(idOf(file.path), ids)
        ids.add(id)
        found.push({ id, path: file.path, sizeBytes: file.sizeBytes, demo: folder === deps.demoFolder, ...inspected })
      }
    }
    tell(found)
  }

  // One after the other: an older look that ends later would hide what a newer one found.
  let last: Promise<void> = Promise.resolve()
  const refresh = (signal: AbortSignal): Promise<void> => {
    last = last.catch(() => undefined).then(() => walkAll(signal))
    return last
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
  // As the walk: half files lie in hidden folders, and are written to all the time.
  const watcher = watch([...deps.folders], { ignoreInitial: true, depth: 6, ignored: (path) => basename(path).startsWith('.') && !deps.folders.includes(path) })
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
      const file = fileAt(path)
      const inspected = file && look(file)
      return file && inspected ? { id: idOf(path), path, sizeBytes: file.sizeBytes, demo: false, ...inspected } : null
    },
    markBroken: (path, fault) => {
      const file = fileAt(path)
      const inspected = file && look(file)
      if (!file || !inspected || inspected.fault !== null) return
      known.set(keyOf(file), { ...inspected, fault })
      tell(models.map((model) => (model.path === path ? { ...model, fault } : model)))
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
const fileAt = (path: string): WalkedFile | null => {
  try {
    const facts = statSync(path)
    if (!facts.isFile()) return null
    const sizeBytes = furtherParts(path).reduce((bytes, part) => bytes + (statSync(part, { throwIfNoEntry: false })?.size ?? 0), facts.size)
    return { path, identity: `${facts.dev}:${facts.ino}`, sizeBytes, modifiedMs: facts.mtimeMs }
  } catch {
    return null
  }
}

const keyOf = (file: WalkedFile): string => `${file.path}\n${file.identity}:${file.sizeBytes}:${file.modifiedMs}`

const idOf = (path: string): string => basename(path).replace(/\.(bin|gguf|ggml)$/i, '')

const freeId = (id: string, taken: ReadonlySet<string>): string => {
  let free = id
  for (let number = 2; taken.has(free); number += 1) free = `${id}-${number}`
  return free
}
