import { z } from 'zod'

// What Ollama's clients send and hear, as far as it is answered here. Keys that are not named are let pass and not heeded, as Ollama does.

const modelName = z.string().min(1).max(1000).meta({ description: 'The name of a model that `/api/tags` lists; `:latest` behind it is left away.' })
const jsonSchema = z.record(z.string(), z.unknown())

export const OllamaOptionsSchema = z
  .looseObject({
    temperature: z.number().min(0).max(5).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    top_k: z.number().int().min(0).max(1000).nullish(),
    min_p: z.number().min(0).max(1).nullish(),
    seed: z.number().int().min(-4_294_967_295).max(4_294_967_295).nullish().meta({ description: 'Below zero: another one each time.' }),
    repeat_penalty: z.number().min(0.5).max(2).nullish(),
    stop: z.union([z.string().max(200), z.array(z.string().max(200)).max(32)]).nullish().meta({ description: 'The answer ends before the first of these.' }),
    num_ctx: z.number().int().min(1).max(1_048_576).nullish().meta({ description: 'Tokens the model is to hold. A prompt that does not fit is refused, and never cut.' }),
    num_predict: z.number().int().min(-2).max(1_048_576).nullish().meta({ description: 'Tokens to write at most; zero or less: as many as there is room for.' }),
  })
  .meta({ id: 'OllamaOptions', description: 'Other options of Ollama (`num_gpu`, `mirostat`, …) are not heeded.' })

const KeepAliveSchema = z
  .union([z.number(), z.string().max(40)])
  .meta({ description: 'How long the model stays in memory: seconds, or `5m`, `1h30m`; 0 leaves at once, less than 0 stays.' })
const FormatSchema = z.union([z.literal(''), z.literal('json'), jsonSchema]).meta({ description: '`json`, or a JSON schema. The answer is bound to it by grammar, also while it streams.' })
const ThinkSchema = z.union([z.boolean(), z.enum(['high', 'medium', 'low'])])
// Taken in to be refused in words, since nothing here looks at pictures.
const ImagesSchema = z.array(z.unknown())

const shared = {
  model: modelName,
  stream: z.boolean().nullish().meta({ description: 'Lines of JSON as they come, which is how it is unless false is said.' }),
  format: FormatSchema.nullish(),
  options: OllamaOptionsSchema.nullish(),
  keep_alive: KeepAliveSchema.nullish(),
  think: ThinkSchema.nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
}

export const OllamaToolCallSchema = z.looseObject({ function: z.looseObject({ name: z.string().min(1).max(200), arguments: z.union([jsonSchema, z.string()]).nullish() }) }).meta({ id: 'OllamaToolCall' })

export const OllamaMessageSchema = z
  .looseObject({
    role: z.enum(['system', 'user', 'assistant', 'tool']),
    content: z.string().nullish(),
    images: ImagesSchema.nullish(),
    tool_calls: z.array(OllamaToolCallSchema).max(128).nullish(),
    tool_name: z.string().max(200).nullish().meta({ description: 'Of a `tool` message: whose result it is. Left out, that of the next call that has none.' }),
  })
  .meta({ id: 'OllamaMessage' })

export const OllamaToolSchema = z
  .looseObject({
    type: z.literal('function').default('function'),
    function: z.looseObject({ name: z.string().min(1).max(200), description: z.string().nullish(), parameters: jsonSchema.nullish() }),
  })
  .meta({ id: 'OllamaTool' })

export const OllamaChatRequestSchema = z
  .looseObject({ ...shared, messages: z.array(OllamaMessageSchema).max(10_000).nullish(), tools: z.array(OllamaToolSchema).max(128).nullish() })
  .meta({ id: 'OllamaChatRequest', description: 'Without messages the model is loaded, or with `keep_alive` 0 taken out of memory.' })

export const OllamaGenerateRequestSchema = z
  .looseObject({
    ...shared,
    prompt: z.string().nullish(),
    system: z.string().nullish(),
    raw: z.boolean().nullish().meta({ description: 'The text goes on from the prompt as it stands, without the template of the model.' }),
    suffix: z.string().nullish(),
    template: z.string().nullish(),
    context: z.array(z.unknown()).nullish(),
    images: ImagesSchema.nullish(),
  })
  .meta({ id: 'OllamaGenerateRequest', description: 'Without a prompt the model is loaded, or with `keep_alive` 0 taken out of memory. `suffix`, `template`, `context` and `images` are refused.' })

export const OllamaEmbedRequestSchema = z
  .looseObject({
    model: modelName,
    input: z.union([z.string(), z.array(z.string()).max(10_000)]),
    truncate: z.boolean().nullish().meta({ description: 'Not heeded: a text that does not fit is refused, and never cut.' }),
    dimensions: z.number().int().min(1).max(65_536).nullish(),
    options: OllamaOptionsSchema.nullish(),
    keep_alive: KeepAliveSchema.nullish(),
  })
  .meta({ id: 'OllamaEmbedRequest' })

export const OllamaEmbeddingsRequestSchema = z
  .looseObject({ model: modelName, prompt: z.string(), options: OllamaOptionsSchema.nullish(), keep_alive: KeepAliveSchema.nullish() })
  .meta({ id: 'OllamaEmbeddingsRequest', description: 'The older way to ask: one text at a time.' })

export const OllamaNamedRequestSchema = z
  .looseObject({ model: modelName.nullish(), name: modelName.nullish(), stream: z.boolean().nullish() })
  .meta({ id: 'OllamaNamedRequest', description: 'Names one model: `model`, or `name` as it used to be called.' })

const nanoseconds = z.number().int().min(0).meta({ description: 'Nanoseconds.' })
const TokenChanceSchema = z.object({ token: z.string(), logprob: z.number(), bytes: z.array(z.number().int()) })

const told = {
  model: z.string(),
  created_at: z.string(),
  done: z.boolean(),
  logprobs: z.array(TokenChanceSchema.extend({ top_logprobs: z.array(TokenChanceSchema).optional() })).optional(),
  done_reason: z.enum(['stop', 'length', 'load', 'unload']).optional(),
  total_duration: nanoseconds.optional(),
  load_duration: nanoseconds.optional().meta({ description: 'Until the prompt was counted: waiting for other apps, and loading.' }),
  prompt_eval_count: z.number().int().optional(),
  prompt_eval_duration: nanoseconds.optional(),
  eval_count: z.number().int().optional(),
  eval_duration: nanoseconds.optional(),
}

export const OllamaChatAnswerSchema = z
  .object({
    ...told,
    message: z.object({
      role: z.literal('assistant'),
      content: z.string(),
      thinking: z.string().optional(),
      tool_calls: z.array(z.object({ function: z.object({ index: z.number().int(), name: z.string(), arguments: jsonSchema }) })).optional(),
    }),
  })
  .meta({ id: 'OllamaChatAnswer', description: 'A line of the stream, or with `stream: false` all of it. The last one says `done` and has the figures.' })
export type OllamaChatAnswer = z.infer<typeof OllamaChatAnswerSchema>

export const OllamaGenerateAnswerSchema = z
  .object({ ...told, response: z.string(), thinking: z.string().optional() })
  .meta({ id: 'OllamaGenerateAnswer', description: 'A line of the stream, or with `stream: false` all of it.' })
export type OllamaGenerateAnswer = z.infer<typeof OllamaGenerateAnswerSchema>

export const OllamaEmbedAnswerSchema = z
  .object({ model: z.string(), embeddings: z.array(z.array(z.number())), total_duration: nanoseconds, prompt_eval_count: z.number().int() })
  .meta({ id: 'OllamaEmbedAnswer' })
export const OllamaEmbeddingsAnswerSchema = z.object({ embedding: z.array(z.number()) }).meta({ id: 'OllamaEmbeddingsAnswer' })

export const OllamaDetailsSchema = z
  .object({ parent_model: z.string(), format: z.string(), family: z.string(), families: z.array(z.string()), parameter_size: z.string(), quantization_level: z.string() })
  .meta({ id: 'OllamaDetails' })

const listed = { name: z.string(), model: z.string(), size: z.number().int(), digest: z.string(), details: OllamaDetailsSchema }
export const OllamaTagsSchema = z
  .object({
    models: z.array(
      z.object({
        ...listed,
        modified_at: z.string(),
        remote_host: z.string().optional().meta({ description: 'Only of a model that is not on this machine: the destination a rule lets apps use.' }),
        remote_model: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'OllamaTags' })
export const OllamaRunningSchema = z
  .object({ models: z.array(z.object({ ...listed, expires_at: z.string(), size_vram: z.number().int(), context_length: z.number().int().optional() })) })
  .meta({ id: 'OllamaRunning' })

export const OllamaShownSchema = z
  .object({
    license: z.string(),
    modelfile: z.string(),
    parameters: z.string(),
    template: z.string(),
    details: OllamaDetailsSchema,
    model_info: z.record(z.string(), z.unknown()),
    capabilities: z.array(z.enum(['completion', 'tools', 'thinking', 'embedding'])),
    modified_at: z.string(),
  })
  .meta({ id: 'OllamaShown' })

export const OllamaVersionSchema = z
  .object({ version: z.string().meta({ description: 'The version of Ollama whose API this is; some clients ask for a newest one.' }), freehold: z.string() })
  .meta({ id: 'OllamaVersion' })

export const OllamaStepSchema = z
  .object({ status: z.string(), digest: z.string().optional(), total: z.number().int().optional(), completed: z.number().int().optional() })
  .meta({ id: 'OllamaStep', description: 'A line of a download; the last one is `success`.' })

export const OllamaErrorSchema = z.object({ error: z.string() }).meta({ id: 'OllamaError' })
