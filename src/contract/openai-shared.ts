import { z } from 'zod'

/** A field that would change the answer and is not there: better refused than ignored. */
export const notHere = (words: string) => z.null({ error: words }).optional().meta({ description: `Not here: ${words}` })

export const jsonSchema = z.record(z.string(), z.unknown()).meta({ description: 'A JSON schema.' })

/** `response_format`, `text.format`: what the answer is bound to, by grammar, also while it streams. */
export const namedSchema = {
  name: z.string().min(1).max(128),
  description: z.string().nullish(),
  schema: jsonSchema,
  strict: z.boolean().nullish().meta({ description: 'The schema is always held to, whatever this says.' }),
}

export const functionName = z.string().regex(/^[\w.-]{1,128}$/, { error: 'a name is 1 to 128 letters, digits, dots, dashes or underscores.' })

const model = z.string({ error: 'a model has to be named.' }).max(1000).meta({ description: 'The id of a model on this machine, as `GET /v1/models` lists them.' })

/** How the next word is chosen, whatever is asked. */
export const samplingFields = {
  temperature: z.number().min(0).max(5).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.number().int().min(0).max(1000).nullish().meta({ description: 'Freehold’s own.' }),
  min_p: z.number().min(0).max(1).nullish().meta({ description: 'Freehold’s own.' }),
  repeat_penalty: z.number().min(0.5).max(2).nullish().meta({ description: 'Freehold’s own.' }),
  frequency_penalty: z.literal(0, { error: 'only 0 is known here; take repeat_penalty.' }).nullish(),
  presence_penalty: z.literal(0, { error: 'only 0 is known here; take repeat_penalty.' }).nullish(),
  logit_bias: z.strictObject({}, { error: 'tokens cannot be favoured here.' }).nullish(),
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish().meta({ description: 'The answer ends before the first of these.' }),
}

/** What every request for an answer may say. */
export const callFields = {
  model,
  num_ctx: z.number().int().min(1).max(1_048_576).nullish().meta({ description: 'Freehold’s own: tokens the model has to hold at least.' }),
  keep_alive_minutes: z.number().min(0).max(1440).nullish().meta({ description: 'Freehold’s own: how long the model stays in memory after this.' }),
}

/** How many tokens an answer may have; some apps say -1 for as many as there is room for. */
export const maxTokens = z.union([z.literal(-1), z.number().int().min(1)], { error: 'is a whole number from 1, or -1 for as many as there is room for.' }).nullish()

export const streamFields = {
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
}

export const UsageSchema = z
  .object({
    prompt_tokens: z.number().int(),
    completion_tokens: z.number().int(),
    total_tokens: z.number().int(),
    prompt_tokens_details: z.object({ cached_tokens: z.number().int() }),
  })
  .meta({ id: 'OpenAiUsage', description: 'Tokens as the model counted them.' })
export type Usage = z.infer<typeof UsageSchema>

const chance = { token: z.string(), logprob: z.number(), bytes: z.array(z.number().int()) }
export const TokenLogprobSchema = z
  .object({ ...chance, top_logprobs: z.array(z.object(chance)) })
  .meta({ id: 'OpenAiTokenLogprob', description: 'How likely a token was, and what else could have stood there.' })
export type TokenLogprob = z.infer<typeof TokenLogprobSchema>

export const OpenAiErrorSchema = z
  .object({ error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }) })
  .meta({ id: 'OpenAiError', description: 'Why there is no answer, in a sentence.' })
export type OpenAiErrorBody = z.infer<typeof OpenAiErrorSchema>

export const OpenAiModelSchema = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.number().int(),
    owned_by: z.string(),
    context_length: z.number().int().optional().meta({ description: 'Tokens it holds, or would.' }),
    kind: z.string().meta({ description: '`language`, `embedding`, `whisper`, `parakeet`, or `elsewhere` for one of a server that a rule lets apps use.' }),
  })
  .meta({ id: 'OpenAiModel' })
export type OpenAiModel = z.infer<typeof OpenAiModelSchema>

export const OpenAiModelListSchema = z.object({ object: z.literal('list'), data: z.array(OpenAiModelSchema) }).meta({ id: 'OpenAiModelList' })
export type OpenAiModelList = z.infer<typeof OpenAiModelListSchema>
