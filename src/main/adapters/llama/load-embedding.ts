import type { Llama, LlamaModel } from 'node-llama-cpp'
import type { LoadedModel } from '../../core/ports/index.ts'
import { type Embedded, EmbedParamsSchema } from './calls.ts'
import { embeddingTooLarge } from './model-failures.ts'

// Longer texts are seldom put into one vector, and their meaning thins out.
const MOST_TOKENS = 8192

/** A model that turns texts into numbers; its only method is `embed`. A language model gives those of its last layer. */
export const loadEmbedding = async (deps: { readonly llama: Llama; readonly model: LlamaModel; readonly threads: number; readonly device: string }): Promise<LoadedModel> => {
  const { model, threads } = deps
  const contextTokens = Math.min(model.trainContextSize, MOST_TOKENS)
  // A text is read in one batch: a model that looks both ways cannot read it in parts.
  const context = await model.createEmbeddingContext({ contextSize: contextTokens, batchSize: contextTokens, threads })

  const embed: LoadedModel['call'] = async ({ params, emit, signal }): Promise<Embedded> => {
    const texts = EmbedParamsSchema.parse(params).texts.map((text) => model.tokenize(text))
    const lengths = texts.map((text) => context.calculateInputLength(text))
    const tooLong = lengths.findIndex((length) => length >= contextTokens)
    if (tooLong >= 0) throw embeddingTooLarge(tooLong + 1, texts.length, lengths[tooLong] ?? 0, contextTokens)
    const size = model.embeddingVectorSize
    const numbers = new Float32Array(texts.length * size)
    for (const [at, text] of texts.entries()) {
      signal.throwIfAborted()
      const { vector } = await context.getEmbeddingFor(text)
      numbers.set(unit(vector), at * size)
      emit({ type: 'progress' })
    }
    return { numbers, dimensions: size, tokens: lengths.reduce((sum, length) => sum + length, 0) }
  }

  return {
    device: deps.device,
    contextTokens,
    call: (call) => {
      if (call.method !== 'embed') throw new Error('A model for embeddings does not know this method.')
      return embed(call)
    },
  }
}

/** The same direction with length 1. */
const unit = (vector: readonly number[]): readonly number[] => {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((number) => number / length)
}
