import type { MemoSource } from '../../../contract/memos.ts'
import type { BenchResult, Fit, LookedUpModel, ModelFile, ModelsState, OfferedModel } from '../../../contract/models.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { Downloads } from '../downloads/index.ts'
import { pickModels } from './pick-models.ts'
import type { ModelPicks } from './pick-models.ts'

/** What finds model files on this machine. */
export interface FindModels {
  readonly folders: readonly string[]
  current(): readonly ModelFile[]
  inspect(path: string): ModelFile | null
  /** Gives a file the fault that an engine found in it, until the file changes. */
  markBroken(path: string, fault: string): void
  onChange(listener: () => void): () => void
}

export interface ModelsDeps {
  readonly find: FindModels
  readonly offered: readonly OfferedModel[]
  readonly settings: () => Settings
  readonly onSettingsChange: (listener: () => void) => () => void
  readonly memoryBytes: number
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
  /** A model came came or went, or the settings choose another one. */
  onChange(listener: () => void): () => void
}

/** Which models are here, and which of them does what. */
export const createModels = ({ find, offered, settings, onSettingsChange, memoryBytes }: ModelsDeps): Models => {
  const findModel = (idOrPath: string): ModelFile | null =>
    find.current().find((model) => model.id === idOrPath || model.path === idOrPath) ??
    (idOrPath.startsWith('/') ? find.inspect(idOrPath) : null) ??
    (idOrPath === 'demo' ? (find.current().find(({ demo, kind }) => demo && kind === 'whisper') ?? null) : null)

  const pick = (source: MemoSource): ModelPicks => pickModels({ found: find.current(), find: findModel, settings: settings(), source, memoryBytes })

  return {
    found: () => find.current(),
    folders: find.folders,
    pick,
    findModel,
    markBroken: ({ path }, fault) => find.markBroken(path, fault),
    list: () => {
      const { speech, vad, language } = pick('folder')
      return { found: find.current(), offered, folders: find.folders, inUse: { speech: speech?.id ?? null, vad: vad?.id ?? null, language: language?.id ?? null } }
    },
    onChange: (listener) => {
      const stops = [find.onChange(listener), onSettingsChange(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
