import type { ModelShape } from '../ports/model-shape.ts'

export type ContextType = 'f16' | 'q8_0'

/** What a model takes in memory, in bytes, part by part. */
export interface MemoryNeed {
  readonly fileBytes: number
  readonly contextBytes: number
  readonly computeBytes: number
  readonly totalBytes: number
}

export interface ContextWish {
  readonly contextTokens: number
  readonly contextType: ContextType
  /** Contexts of that size: a chat has one of its own. */
  readonly sequences?: number
}

// llama.cpp reads a prompt in batches of so many tokens, and rounds what it keeps up to a multiple of 256.
const BATCH_TOKENS = 512
const ROUND_TOKENS = 256
// The child itself: Node, the library and its tables. Seen: 92 MB, and 30 MB more for a vocabulary of 32,000.
const CHILD_BYTES = 96 * 2 ** 20
// Of values: q8_0 keeps 32 of them in 34 bytes.
const VALUE_BYTES: Readonly<Record<ContextType, number>> = { f16: 2, q8_0: 34 / 32 }
const FLOAT_BYTES = 4
// Widths of what goes from layer to layer that are held beside each other while a batch is computed.
const WORKING_WIDTHS = 4
/** Sizes that a context is chosen from. */
const SIZES: readonly number[] = [16_384, 8192, 4096, 2048]
const LEAST_TOKENS = 2048
/** Up to this part of the budget a model fits well. */
export const WELL_SHARE = 4 / 5
const MOST_SHARE = 9 / 10

/** One layer in so many looks at the whole context, the others no further back than their window; llama.cpp knows this by the architecture. */
const WHOLE_ONE_IN: Readonly<Record<string, number>> = { gemma2: 2, gemma3: 6, gemma3n: 5, 'gemma-embedding': 6, 'gpt-oss': 2, cohere2: 4, llama4: 4, exaone4: 4, smallthinker: 4, olmo2: 4 }

/** What a model of this shape takes with a context of a size: its file, what the context keeps, and what it computes in. */
export const memoryNeed = (shape: ModelShape, { contextTokens, contextType, sequences = 1 }: ContextWish): MemoryNeed => {
  const contextBytes = Math.ceil(cacheBytes(shape, contextTokens, contextType) * sequences)
  // The chances of each word of the vocabulary for each token of a batch are the largest thing it computes.
  const batch = Math.min(BATCH_TOKENS, contextTokens)
  const computeBytes = CHILD_BYTES + batch * FLOAT_BYTES * ((shape.vocabulary ?? 0) + WORKING_WIDTHS * (shape.embedding ?? 0))
  return { fileBytes: shape.fileBytes, contextBytes, computeBytes, totalBytes: shape.fileBytes + contextBytes + computeBytes }
}

/** The same for a file that does not tell its shape, such as a speech model's: a quarter more than the file. */
export const fallbackNeed = (fileBytes: number): MemoryNeed => {
  const computeBytes = Math.ceil(fileBytes / 4) + 64 * 2 ** 20
  return { fileBytes, contextBytes: 0, computeBytes, totalBytes: fileBytes + computeBytes }
}

/**
 * Tokens a model is to hold: as many as are asked for; for 0, 16384 where the whole then stays within four fifths of the budget, else the
 * largest of 8192, 4096 and 2048 within nine tenths of it, else 2048. Never more than the model was made for.
 */
export const chooseContext = (shape: ModelShape, { budgetBytes, asked, contextType }: { readonly budgetBytes: number; readonly asked: number; readonly contextType: ContextType }): number => {
  const most = shape.trainTokens ?? LEAST_TOKENS * 4
  if (asked > 0) return Math.min(asked, most)
  const fits = (contextTokens: number): boolean => {
    const share = contextTokens > 8192 ? WELL_SHARE : MOST_SHARE
    return memoryNeed(shape, { contextTokens, contextType }).totalBytes <= budgetBytes * share
  }
  return SIZES.map((size) => Math.min(size, most)).find(fits) ?? Math.min(LEAST_TOKENS, most)
}

/**
 * Bytes for all models together: what the settings say in GB (of 2^30 bytes, as memory is sold), else all but a third of the memory, and
 * all but 6 GB or, on a small machine, half of it: 4 of 8 GB, 10 of 16, 16 of 24, 21 of 32, 43 of 64.
 */
export const modelBudget = (totalBytes: number, budgetGigabytes: number): number => {
  if (budgetGigabytes > 0) return Math.min(totalBytes, Math.floor(budgetGigabytes * 2 ** 30))
  return Math.floor(totalBytes - Math.max(totalBytes / 3, Math.min(totalBytes / 2, 6 * 2 ** 30)))
}

const cacheBytes = (shape: ModelShape, contextTokens: number, contextType: ContextType): number => {
  const { layers, embedding, heads, keptHeads, slidingWindow } = shape
  if (layers === null) return 0
  const width = embedding !== null && heads !== null && heads > 0 ? embedding / heads : 0
  const ofHead = ((shape.keyWidth ?? width) + (shape.valueWidth ?? width)) * VALUE_BYTES[contextType]
  const kept = Array.from({ length: layers }, (_, layer) => (typeof keptHeads === 'number' ? keptHeads : (keptHeads?.[layer] ?? heads ?? 0)))
  const wholeTokens = roundUp(contextTokens)
  const windowTokens = slidingWindow === null ? wholeTokens : Math.min(wholeTokens, roundUp(slidingWindow + BATCH_TOKENS))
  const oneIn = WHOLE_ONE_IN[shape.architecture] ?? 1
  return kept.reduce((sum, count, layer) => sum + count * ofHead * (layer % oneIn === oneIn - 1 ? wholeTokens : windowTokens), 0)
}

const roundUp = (tokens: number): number => Math.ceil(tokens / ROUND_TOKENS) * ROUND_TOKENS
