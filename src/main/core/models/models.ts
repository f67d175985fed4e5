import { AppError } from '../../../contract/errors.ts'
import type { MemoSource } from '../../../contract/memos.ts'
import type { BenchResult, CatalogueModel, Fit, LookedUpModel, ModelFile, ModelsState, OfferedModel } from '../../../contract/models.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { Downloads } from '../downloads/index.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { Clock, Engines, Llm, ModelMeasures, ReadModelShape } from '../ports/index.ts'
import { createBench } from './bench.ts'
import type { BenchDeps } from './bench.ts'
import { fileNameOf, mergeCatalogue } from './catalogue.ts'
import { createChangeFiles } from './change-files.ts'
import { refusalWords } from './fit.ts'
import { learnMemory } from './learn.ts'
import { createLookUp } from './look-up.ts'
import { createNeeds } from './needs.ts'
import { pickModels } from './pick-models.ts'
import type { ModelPicks } from './pick-models.ts'
import { installedModel, picksToInUse, runningModel } from './snapshot.ts'
import { createWeigh } from './weigh.ts'

/** What finds model files on this machine. */
export interface FindModels {
  readonly folders: readonly string[]
  current(): readonly ModelFile[]
  inspect(path: string): ModelFile | null
  /** Gives a file the fault that an engine found in it, until the file changes. */
  markBroken(path: string, fault: string): void
  onChange(listener: () => void): () => void
  /** Looks at once, where waiting to hear of a change would be too long. */
  refresh(signal: AbortSignal): Promise<void>
}

export interface ModelsDeps {
  readonly find: FindModels
  readonly catalogue: readonly CatalogueModel[]
  readonly settings: () => Settings
  readonly onSettingsChange: (listener: () => void) => () => void
  readonly memoryBytes: number
  /** What no program uses now; null where the system does not tell it truly. */
  readonly freeMemoryBytes: () => number | null
  /** `M3`, or the processor's name. */
  readonly chip: string | null
  /** In the folder that models come into; null where that cannot be told. */
  readonly freeDiskBytes: () => Promise<number | null>
  readonly downloads: Pick<Downloads, 'list' | 'onChange' | 'lookUp' | 'pull' | 'pause' | 'resume' | 'cancel' | 'addFile'>
  readonly engines: Pick<Engines, 'states' | 'unload' | 'onChange'>
  readonly llm: Pick<Llm, 'complete' | 'embed'>
  readonly measures: ModelMeasures
  readonly readShape: ReadModelShape
  /** The one folder that files come into, and are removed from. */
  readonly ownFolder: string
  readonly removeFile: (path: string) => Promise<void>
  readonly writeSampleDown: BenchDeps['writeSampleDown']
  readonly clock: Clock
  /** Aborted when the host ends. */
  readonly signal: AbortSignal
}

export interface Models extends Pick<Downloads, 'pull' | 'pause' | 'resume' | 'cancel'> {
  found(): readonly ModelFile[]
  readonly folders: readonly string[]
  pick(source: MemoSource): ModelPicks
  /** By id, path, or `demo`; null when there is none. */
  findModel(idOrPath: string): ModelFile | null
  /** No task uses it from now on, until its file changes; the lists show why. */
  markBroken(model: ModelFile, fault: string): void
  list(): {
    readonly found: readonly ModelFile[]
    readonly offered: readonly OfferedModel[]
    readonly folders: readonly string[]
    readonly inUse: { readonly speech: string | null; readonly vad: string | null; readonly language: string | null; readonly embedding: string | null }
  }
  state(signal: AbortSignal): Promise<ModelsState>
  changes(signal: AbortSignal): AsyncGenerator<ModelsState, undefined, void>
  lookUp(ref: string, signal: AbortSignal): Promise<readonly LookedUpModel[]>
  addFile(path: string, signal: AbortSignal): Promise<{ readonly id: string }>
  remove(id: string): Promise<void>
  /** Of a model here, in the catalogue, or at a source that is asked for it. */
  fit(ref: string, contextTokens: number | undefined, signal: AbortSignal): Promise<Fit>
  unload(id: string): Promise<void>
  bench(id: string, signal: AbortSignal): AsyncGenerator<{ readonly type: 'step'; readonly words: string } | { readonly type: 'done'; readonly result: BenchResult }, undefined, void>
  /** The context a language model is loaded with: what the settings say, or the most that leaves this machine usable. */
  contextTokensFor(model: ModelFile): number
  /** What a model will take: for the engines, before they load it. */
  neededBytes(model: { readonly path: string; readonly contextTokens: number | undefined }): number
  /** For all models together. */
  budgetBytes(): number
  /** Why a model is not loaded, and what to close or which smaller one to take: for the engines, when they refuse it. */
  refusal(refused: { readonly path: string; readonly neededBytes: number; readonly roomBytes: number }): { readonly message: string; readonly next: string }
  /** A model came or went, or the settings choose another one. */
  onChange(listener: () => void): () => void
}

const CHANGES_MS = 250

/** Which models are here, which of them does what, and what each takes of this machine. */
export const createModels = (deps: ModelsDeps): Models => {
  const { find, settings, onSettingsChange, memoryBytes, downloads, engines, measures, clock } = deps
  const benched = new Set<() => void>()
  let benching = false

  const findModel = (idOrPath: string): ModelFile | null =>
    find.current().find((model) => model.id === idOrPath || model.path === idOrPath) ??
    (idOrPath.startsWith('/') ? find.inspect(idOrPath) : null) ??
    (idOrPath === 'demo' ? (find.current().find(({ demo, kind }) => demo && kind === 'whisper') ?? null) : null)

  const pick = (source: MemoSource): ModelPicks => pickModels({ found: find.current(), find: findModel, settings: settings(), source, memoryBytes })
  const catalogue = () => mergeCatalogue(deps.catalogue, settings().models.catalogue)
  // Only what was found there: a path that somebody wrote could lead out of the folder again.
  const isOurs = (path: string): boolean => path.startsWith(`${deps.ownFolder.replace(/\/+$/, '')}/`) && find.current().some((model) => model.path === path)
  const needs = createNeeds({ readShape: deps.readShape, measures, settings, memoryBytes })
  const weigh = createWeigh({ needs, catalogue, found: find.current, states: engines.states, memoryBytes, freeBytes: deps.freeMemoryBytes })
  const files = createChangeFiles({ findModel, engines, isOurs, removeFile: deps.removeFile, refresh: () => find.refresh(deps.signal) })
  const runBench = createBench({ llm: deps.llm, engines, clock, writeSampleDown: deps.writeSampleDown, neededBytes: (model) => needs.need(model).neededBytes })

  const stopLearning = learnMemory({
    engines,
    measures,
    reckoned: ({ path, contextTokens }) => {
      const model = find.inspect(path)
      return model === null ? 0 : needs.reckoned(model, contextTokens)
    },
  })
  deps.signal.addEventListener('abort', stopLearning, { once: true })

  const state = async (signal: AbortSignal): Promise<ModelsState> => {
    const diskFreeBytes = await deps.freeDiskBytes()
    signal.throwIfAborted()
    const inUse = picksToInUse(pick('folder'))
    const found = find.current()
    const running = engines.states().map((engine) => runningModel(engine, found, find.inspect))
    return {
      machine: { chip: deps.chip, totalBytes: memoryBytes, budgetBytes: needs.budgetBytes(), usedBytes: running.reduce((sum, model) => sum + model.memoryBytes, 0), diskFreeBytes },
      installed: found.map((file) => installedModel(file, inUse, { catalogue, needs, weigh, measures, isOurs, inspect: find.inspect, states: engines.states })),
      running,
      downloads: [...downloads.list()],
      offered: [...weigh.offered()],
      folders: [...find.folders],
      ownFolder: deps.ownFolder,
      inUse,
    }
  }

  const subscribeAll = (listener: () => void): (() => void) => {
    const stops = [find.onChange(listener), onSettingsChange(listener), engines.onChange(listener), downloads.onChange(listener)]
    benched.add(listener)
    return () => {
      benched.delete(listener)
      for (const stop of stops) stop()
    }
  }

  const { lookUp, fit } = createLookUp({ lookUpThere: downloads.lookUp, findModel, found: find.current, catalogue, weigh })

  return {
    pull: downloads.pull,
    pause: downloads.pause,
    resume: downloads.resume,
    cancel: downloads.cancel,
    found: () => find.current(),
    folders: find.folders,
    pick,
    findModel,
    markBroken: ({ path }, fault) => find.markBroken(path, fault),
    list: () => ({ found: find.current(), offered: weigh.offered(), folders: find.folders, inUse: picksToInUse(pick('folder')) }),
    state,
    changes: async function* (signal) {
      const told = coalesce<null>({
        subscribe: ({ push }) => {
          push(null)
          return subscribeAll(() => push(null))
        },
        merge: () => null,
        intervalMs: CHANGES_MS,
        clock,
        signal,
      })
      for await (const _ of told) yield await state(signal)
      return undefined
    },
    lookUp,
    addFile: async (path, signal) => {
      const added = await downloads.addFile(path, signal)
      return { id: findModel(added.path)?.id ?? fileNameOf(added.path) }
    },
    remove: files.remove,
    unload: files.unload,
    fit,
    bench: async function* (id, signal) {
      const model = findModel(id)
      if (model === null) throw new AppError('NOT_FOUND', 'There is no model of that name here.')
      if (model.fault !== null) throw new AppError('MODEL_BROKEN', model.fault)
      if (benching || engines.states().some(({ path, busy }) => path === model.path && busy)) throw new AppError('CONFLICT', 'The model is at work, or another one is measured.', { next: 'Try again when it is done.' })
      benching = true
      try {
        for await (const event of runBench(model, signal)) {
          if (event.type === 'done') measures.noteBench(model.path, event.result)
          yield event
        }
      } finally {
        benching = false
        for (const listener of benched) listener()
      }
      return undefined
    },
    contextTokensFor: needs.contextTokensFor,
    neededBytes: ({ path, contextTokens }) => {
      const model = find.inspect(path)
      // One that is gone takes nothing: the engine itself says in words that it is missing.
      return model === null ? 0 : needs.need(model, contextTokens).neededBytes
    },
    budgetBytes: needs.budgetBytes,
    refusal: ({ path, neededBytes, roomBytes }) => {
      const model = find.inspect(path)
      return refusalWords({ name: model?.id ?? fileNameOf(path), neededBytes, roomBytes, held: weigh.held().filter((other) => other.path !== path), smaller: model && weigh.smallerThan(model), contextTokens: model && needs.contextThatFits(model, roomBytes) })
    },
    onChange: (listener) => {
      const stops = [find.onChange(listener), onSettingsChange(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
