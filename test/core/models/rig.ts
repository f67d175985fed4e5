import type { CatalogueModel, ModelFile } from '../../../src/contract/models.ts'
import { CatalogueModelSchema } from '../../../src/contract/models.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { EngineState } from '../../../src/contract/system.ts'
import type { FoundModel } from '../../../src/main/core/downloads/index.ts'
import { createModels } from '../../../src/main/core/models/index.ts'
import type { ModelsDeps } from '../../../src/main/core/models/index.ts'
import type { LlmEvent, ModelShape } from '../../../src/main/core/ports/index.ts'

export const GB = 2 ** 30

export const model = (id: string, kind: ModelFile['kind'], sizeBytes: number, more: Partial<ModelFile> = {}): ModelFile => ({ id, kind, path: `/m/${id}.${kind === 'language' || kind === 'embedding' ? 'gguf' : 'bin'}`, sizeBytes, demo: false, fault: null, ...more })

export const entry = (id: string, kind: ModelFile['kind'], sizeBytes: number, more: Partial<CatalogueModel> = {}): CatalogueModel =>
  CatalogueModelSchema.parse({ id, name: `The ${id}`, kind, source: `hf:maker/models/${id}.gguf`, fileName: `${id}.gguf`, sizeBytes, licence: 'MIT', languages: ['many'], goodFor: 'Everything.', ...more })

export const engineState = (path: string, memoryBytes: number, more: Partial<EngineState> = {}): EngineState => ({
  kind: 'llama', model: path, path, pid: 7, device: 'CPU', rssBytes: memoryBytes, busy: false, idleSeconds: 5, memoryBytes, contextTokens: 4096, tokensPerSecond: 31, users: ['Chat'], leavesInSeconds: 60, ...more,
})

/** Doubles for what the other parts make: engines whose states the test sets, a language model that answers what it is given, downloads that are none. */
export const createRig = (options: { readonly found?: readonly ModelFile[]; readonly settings?: unknown; readonly shapes?: Readonly<Record<string, ModelShape>>; readonly answers?: readonly LlmEvent[]; readonly there?: readonly FoundModel[] } & Partial<Omit<ModelsDeps, 'settings'>> = {}) => {
  const { found = [], settings = {}, shapes = {}, answers = [], there = [], ...deps } = options
  const listeners = new Set<() => void>()
  const calls: string[] = []
  const memory = new Map<string, number>()
  const state = { found: [...found], engines: [] as EngineState[], unloads: true, elapsedMs: 0 }
  const on = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const ending = new AbortController()
  const models = createModels({
    find: {
      folders: ['/m', '/other'],
      current: () => state.found,
      inspect: (path) => state.found.find((file) => file.path === path) ?? (path === '/elsewhere/x.bin' ? model('x', 'whisper', 9, { path }) : null),
      markBroken: () => undefined,
      onChange: on,
      refresh: async () => void calls.push('refresh'),
    },
    catalogue: [],
    ownFolder: '/m',
    settings: () => SettingsSchema.parse(settings),
    onSettingsChange: () => () => undefined,
    memoryBytes: 16 * GB,
    freeMemoryBytes: () => null,
    chip: 'M3',
    freeDiskBytes: async () => 100e9,
    downloads: {
      list: () => [],
      onChange: () => () => undefined,
      lookUp: async () => there,
      pull: async () => ({ downloadId: 'd' }),
      pause: async () => undefined,
      resume: async () => undefined,
      cancel: async () => undefined,
      addFile: async (path) => ({ path }),
    },
    engines: {
      states: () => state.engines,
      unload: async (path) => {
        calls.push(`unload ${path}`)
        if (state.unloads) state.engines = state.engines.filter((engine) => engine.path !== path)
        return state.unloads
      },
      onChange: on,
    },
    llm: {
      complete: async function* ({ maxTokens }) {
        calls.push(`complete ${maxTokens}`)
        yield* answers
        return undefined
      },
      embed: async ({ texts }) => {
        calls.push(`embed ${texts.length}`)
        state.elapsedMs += texts.length * 10
        return { vectors: texts.map(() => new Float32Array(2)), tokens: texts.length }
      },
    },
    measures: {
      memoryBytes: (path, tokens) => memory.get(`${path} ${tokens}`) ?? null,
      bench: () => null,
      noteMemory: (path, tokens, bytes) => void memory.set(`${path} ${tokens}`, bytes),
      noteBench: (path, { perSecond }) => void calls.push(`bench ${path} ${perSecond.toFixed(1)}`),
      close: async () => undefined,
    },
    readShape: (path) => shapes[path] ?? null,
    removeFile: async (path) => void calls.push(`remove ${path}`),
    writeSampleDown: async (_, mostSeconds) => {
      calls.push(`sample ${mostSeconds}`)
      return { speechSeconds: mostSeconds, tookMs: 750 }
    },
    clock: { now: () => 0, monotonic: () => state.elapsedMs, sleep: async (milliseconds) => void (state.elapsedMs += milliseconds) },
    signal: ending.signal,
    ...deps,
  })
  return { models, calls, memory, state, ending, change: () => listeners.forEach((listener) => listener()), listeners }
}
