import { OllamaEmbeddingsRequestSchema, OllamaEmbedRequestSchema } from '../../../contract/ollama.ts'
import { toNanoseconds } from './ollama-answer.ts'
import { findForTask } from './ollama-names.ts'
import { readKeepAlive, readOptions } from './ollama-options.ts'
import { answerValue, readBody } from './ollama-route.ts'
import type { ApiContext } from './route.ts'

/** `/api/embed`: one text or many. */
export const embed = async (context: ApiContext): Promise<void> => {
  const asked = await readBody(context, OllamaEmbedRequestSchema)
  const startedMs = performance.now()
  const texts = typeof asked.input === 'string' ? (asked.input === '' ? [] : [asked.input]) : asked.input
  const { vectors, tokens } = await embedTexts(context, { ...asked, texts })
  answerValue(context, {
    model: asked.model,
    embeddings: vectors.map((vector) => shorten(vector, asked.dimensions ?? vector.length)),
    total_duration: toNanoseconds(performance.now() - startedMs),
    prompt_eval_count: tokens,
  })
}

/** `/api/embeddings`: the older way, one text. */
export const embedOne = async (context: ApiContext): Promise<void> => {
  const asked = await readBody(context, OllamaEmbeddingsRequestSchema)
  const { vectors } = await embedTexts(context, { ...asked, texts: asked.prompt === '' ? [] : [asked.prompt] })
  answerValue(context, { embedding: [...(vectors[0] ?? [])] })
}

const embedTexts = async ({ work, caller, signal }: ApiContext, asked: { readonly model: string; readonly texts: readonly string[]; readonly options?: Parameters<typeof readOptions>[0]; readonly keep_alive?: string | number | null | undefined }) => {
  const { id } = findForTask(work, asked.model, 'embed')
  const { contextTokens } = readOptions(asked.options)
  const keepAliveMinutes = readKeepAlive(asked.keep_alive)
  if (asked.texts.length > 0) return work.embed(caller, { model: id, texts: asked.texts, contextTokens, keepAliveMinutes, signal })
  // Nothing to embed: the model is made ready, as Ollama does.
  await work.load(caller, id, { contextTokens, keepAliveMinutes }, signal)
  return { vectors: [], tokens: 0 }
}

// The beginning of a vector, made as long as one again: what models that are trained for it allow.
const shorten = (vector: Float32Array, dimensions: number): number[] => {
  if (dimensions >= vector.length) return [...vector]
  const beginning = [...vector.subarray(0, dimensions)]
  const length = Math.hypot(...beginning)
  return length === 0 ? beginning : beginning.map((value) => value / length)
}
