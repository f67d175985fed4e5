import { EmbeddingRequestSchema, type Embeddings } from '../../../contract/openai.ts'
import { answerJson, openAiRoute, readRequest } from './openai-answer.ts'
import { badParam } from './openai-error.ts'
import { callOptionsOf } from './openai-request.ts'
import type { ApiRoute } from './route.ts'

/** `POST /v1/embeddings`: what texts mean, as numbers. */
export const embeddingsRoute: ApiRoute = openAiRoute('POST', '/v1/embeddings', async (context) => {
  const { request, model } = await readRequest(context, EmbeddingRequestSchema, 'embed')
  const texts = typeof request.input === 'string' ? [request.input] : request.input
  const { vectors, tokens } = await context.work.embed(context.caller, { model: model.id, texts, ...callOptionsOf(request), signal: context.signal })
  const width = vectors[0]?.length ?? 0
  if (typeof request.dimensions === 'number' && request.dimensions !== width) throw badParam('dimensions', `The vectors of '${model.id}' have ${width} dimensions, and are not cut to ${request.dimensions}.`, 'unsupported_value')
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: request.encoding_format === 'base64' ? toBase64(vector) : Array.from(vector) }) as const)
  answerJson(context, { object: 'list', model: model.id, data, usage: { prompt_tokens: tokens, total_tokens: tokens } } satisfies Embeddings)
})

const toBase64 = (vector: Float32Array): string => {
  const bytes = Buffer.alloc(vector.length * 4)
  // The low byte first, whatever this machine does itself.
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}
