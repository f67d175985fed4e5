import type { MemoSource } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Settings } from '../../../contract/settings.ts'

export interface ModelPicks {
  readonly speech: ModelFile | null
  readonly vad: ModelFile | null
  readonly language: ModelFile | null
  readonly embedding: ModelFile | null
}

export interface PickRequest {
  readonly found: readonly ModelFile[]
  /** By id or path; null when there is none. */
  readonly find: (idOrPath: string) => ModelFile | null
  readonly settings: Pick<Settings, 'models' | 'speech'>
  readonly source: MemoSource
  readonly memoryBytes: number
}

/** The models a recording of this source uses; a task whose model is not there has null, and waits or does without. */
export const pickModels = ({ found, find, settings, source, memoryBytes }: PickRequest): ModelPicks => {
  const usable = found.filter(({ fault }) => fault === null)
  const real = usable.filter(({ demo }) => !demo)
  const { speech, vad, language, embedding } = settings.models
  const named = (idOrPath: string, kinds: readonly string[]): ModelFile | null => {
    const model = find(idOrPath)
    return model !== null && model.fault === null && kinds.includes(model.kind) ? model : null
  }
  const demo = usable.find((model) => model.demo && SPEECH.includes(model.kind)) ?? null
  // The samples are spoken in the demo model's few hundred words: a real model writes them down too, so it goes first.
  const autoSpeech = (): ModelFile | null => bestSpeech(real, settings.speech.language) ?? (source === 'sample' ? demo : null)

  return {
    speech: speech === 'auto' ? autoSpeech() : speech === 'demo' ? demo : (named(speech, SPEECH) ?? (source === 'sample' ? demo : null)),
    vad: vad === 'auto' ? (usable.find(({ kind }) => kind === 'vad') ?? null) : named(vad, ['vad']),
    language: language === 'auto' ? largestThatFits(real, memoryBytes / 2) : named(language, ['language']),
    embedding: embedding === 'auto' ? (real.find(({ kind }) => kind === 'embedding') ?? null) : named(embedding, ['embedding']),
  }
}

const SPEECH: readonly string[] = ['whisper', 'parakeet']

// The languages of Parakeet TDT v3, which is the one offered; older ones know English alone.
const PARAKEET_LANGUAGES = new Set('bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk'.split(' '))

// Parakeet before Whisper, then the larger file: the order that docs/settings.md tells.
const bestSpeech = (models: readonly ModelFile[], language: string): ModelFile | null => {
  const knows = (model: ModelFile): boolean =>
    model.kind === 'parakeet' ? language === 'auto' || PARAKEET_LANGUAGES.has(language) : model.kind === 'whisper' && (!isEnglishOnly(model) || language === 'auto' || language === 'en')
  return models.filter(knows).toSorted((a, b) => rank(b) - rank(a) || b.sizeBytes - a.sizeBytes)[0] ?? null
}

const isEnglishOnly = ({ id }: ModelFile): boolean => /[.-]en([.-]|$)/.test(id)

const rank = ({ kind }: ModelFile): number => (kind === 'parakeet' ? 1 : 0)

const largestThatFits = (models: readonly ModelFile[], maxBytes: number): ModelFile | null =>
  models.filter(({ kind, sizeBytes }) => kind === 'language' && sizeBytes <= maxBytes).toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0] ?? null
