import type { ModelFile, ModelKind } from '../../../contract/models.ts'
import type { Settings } from '../../../contract/settings.ts'
import { chooseContext, fallbackNeed, memoryNeed, modelBudget } from '../lib/model-memory.ts'
import type { MemoryNeed } from '../lib/model-memory.ts'
import type { ModelMeasures, ModelShape, ReadModelShape } from '../ports/index.ts'

// Notes are searched in pieces, which are far shorter.
const EMBEDDING_TOKENS = 2048
const LEAST_ADVISED_TOKENS = 1024
const LEAST_KNOWN_TOKENS = 2048
const MOST_CORRECTION = 1.5

export interface NeedsDeps {
  readonly readShape: ReadModelShape
  readonly measures: Pick<ModelMeasures, 'memoryBytes'>
  readonly settings: () => Settings
  readonly memoryBytes: number
}

export interface Need {
  readonly neededBytes: number
  /** Null where that means nothing. */
  readonly contextTokens: number | null
  readonly measured: boolean
}

type Model = Pick<ModelFile, 'path' | 'kind' | 'sizeBytes'>

/** What the models here take: measured where that was, reckoned from their own files otherwise. */
export const createNeeds = ({ readShape, measures, settings, memoryBytes }: NeedsDeps) => {
  const budgetBytes = (): number => modelBudget(memoryBytes, settings().models.budgetGigabytes)

  const shapeOf = ({ path, kind }: Model): ModelShape | null => {
    const shape = hasContext(kind) ? readShape(path) : null
    // One that finds by meaning reckons no chances of words.
    return shape !== null && kind === 'embedding' ? { ...shape, vocabulary: null } : shape
  }

  const contextOf = (model: Model, shape: ModelShape | null): number => {
    const { contextTokens: asked, contextType } = settings().models
    if (model.kind === 'embedding') return Math.min(EMBEDDING_TOKENS, shape?.trainTokens ?? EMBEDDING_TOKENS)
    if (shape === null) return asked > 0 ? asked : LEAST_KNOWN_TOKENS
    return chooseContext(shape, { budgetBytes: budgetBytes(), asked, contextType })
  }

  /** `contextTokens` left out: as many as it would be loaded with. */
  const need = (model: Model, contextTokens?: number): Need => {
    const shape = shapeOf(model)
    const tokens = !hasContext(model.kind) ? null : contextTokens ? Math.min(contextTokens, shape?.trainTokens ?? contextTokens) : contextOf(model, shape)
    const reckoned = reckon(model, shape, tokens)
    const seen = measures.memoryBytes(model.path, tokens)
    if (seen === null) return { neededBytes: reckoned.totalBytes, contextTokens: tokens, measured: false }
    // It had not yet read its whole file nor filled its context, and may have held more chats than one.
    const least = reckoned.fileBytes + reckoned.contextBytes
    return { neededBytes: Math.min(Math.max(seen, least), reckoned.totalBytes * MOST_CORRECTION), contextTokens: tokens, measured: true }
  }

  const reckon = (model: Model, shape: ModelShape | null, tokens: number | null): MemoryNeed =>
    shape === null || tokens === null ? fallbackNeed(model.sizeBytes) : memoryNeed(shape, { contextTokens: tokens, contextType: settings().models.contextType })

  return {
    budgetBytes,
    need,
    contextTokensFor: (model: Model): number => contextOf(model, shapeOf(model)),
    /** A context smaller than the settings ask for, with which a model would take no more than this; null where none would, or none is asked for. */
    contextThatFits: (model: Model, roomBytes: number): number | null => {
      const { contextTokens: asked } = settings().models
      if (model.kind !== 'language' || asked <= LEAST_ADVISED_TOKENS) return null
      const largest = 2 ** Math.floor(Math.log2(Math.min(asked, shapeOf(model)?.trainTokens ?? asked) - 1))
      for (let size = largest; size >= LEAST_ADVISED_TOKENS; size /= 2) if (need(model, size).neededBytes <= roomBytes) return size
      return null
    },
    trainTokens: (model: Model): number | null => shapeOf(model)?.trainTokens ?? null,
    /** Without what was measured. */
    reckoned: (model: Model, contextTokens: number | null): number => reckon(model, shapeOf(model), contextTokens).totalBytes,
  }
}

export type Needs = ReturnType<typeof createNeeds>

const hasContext = (kind: ModelKind): boolean => kind === 'language' || kind === 'embedding'
