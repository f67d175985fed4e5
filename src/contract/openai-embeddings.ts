import { z } from 'zod'
import { callFields } from './openai-shared.ts'

const text = z.string({ error: 'is a text or a list of texts; not tokens.' }).min(1, { error: 'a text cannot be empty.' })

export const EmbeddingRequestSchema = z
  .object({
    ...callFields,
    input: z.union([text, z.array(text).min(1, { error: 'there has to be one text at least.' }).max(2048, { error: 'up to 2048 texts go at once.' })], { error: 'is a text or a list of texts; not tokens.' }),
    encoding_format: z.enum(['float', 'base64']).nullish(),
    dimensions: z.number().int().min(1).nullish().meta({ description: 'As many as the model gives: a vector is not cut.' }),
  })
  .meta({ id: 'OpenAiEmbeddingRequest', description: 'Fields that are not listed are accepted and ignored.' })
export type EmbeddingRequest = z.infer<typeof EmbeddingRequestSchema>

export const EmbeddingsSchema = z
  .object({
    object: z.literal('list'),
    model: z.string(),
    data: z.array(
      z.object({
        object: z.literal('embedding'),
        index: z.number().int(),
        embedding: z.union([z.array(z.number()), z.string()]).meta({ description: 'Of length 1. As `base64`, 32-bit floats with the low byte first.' }),
      }),
    ),
    usage: z.object({ prompt_tokens: z.number().int(), total_tokens: z.number().int() }),
  })
  .meta({ id: 'OpenAiEmbeddings' })
export type Embeddings = z.infer<typeof EmbeddingsSchema>
