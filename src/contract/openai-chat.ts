import { z } from 'zod'
import { callFields, functionName, jsonSchema, maxTokens, namedSchema, notHere, samplingFields, streamFields, TokenLogprobSchema, UsageSchema } from './openai-shared.ts'

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))]).meta({ description: 'Text, or parts with text. Pictures, sound and files are refused.' })

const ToolCallSchema = z.object({
  id: z.string(),
  type: z.literal('function', { error: 'only functions can be called here.' }),
  function: z.object({ name: z.string(), arguments: z.string().meta({ description: 'JSON, as text.' }) }),
})

export const ChatMessageSchema = z
  .discriminatedUnion(
    'role',
    [
      z.object({ role: z.enum(['system', 'developer', 'user']), content }),
      z.object({
        role: z.literal('assistant'),
        content: content.nullish(),
        refusal: z.string().nullish(),
        tool_calls: z.array(ToolCallSchema).nullish(),
        function_call: notHere('take tool_calls.'),
      }),
      z.object({ role: z.literal('tool'), tool_call_id: z.string(), content }),
    ],
    { error: 'a role is system, developer, user, assistant or tool.' },
  )
  .meta({ id: 'OpenAiChatMessage' })
export type ChatMessage = z.infer<typeof ChatMessageSchema>

export const FunctionToolSchema = z.object({
  type: z.literal('function', { error: 'only functions can be called here.' }),
  function: z.object({ name: functionName, description: z.string().nullish(), parameters: jsonSchema.nullish(), strict: z.boolean().nullish() }),
})

export const ChatCompletionRequestSchema = z
  .object({
    ...callFields,
    ...samplingFields,
    ...streamFields,
    messages: z.array(ChatMessageSchema).min(1, { error: 'there has to be one message at least.' }),
    max_tokens: maxTokens,
    max_completion_tokens: maxTokens,
    n: z.literal(1, { error: 'one answer is written at a time.' }).nullish(),
    tools: z.array(FunctionToolSchema).max(128).nullish(),
    tool_choice: z
      .union([z.enum(['none', 'auto', 'required']), z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) })], { error: 'is none, auto, required, or one function.' })
      .nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    functions: notHere('take tools.'),
    function_call: notHere('take tool_choice.'),
    response_format: z
      .discriminatedUnion('type', [z.object({ type: z.enum(['text', 'json_object']) }), z.object({ type: z.literal('json_schema'), json_schema: z.object(namedSchema) })], {
        error: 'is text, json_object or json_schema.',
      })
      .nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.number().int().min(0).max(20).nullish(),
    reasoning_effort: z.string().nullish().meta({ description: '`none` keeps a model that can think first from it; anything else lets it.' }),
    modalities: z.array(z.literal('text', { error: 'models here answer in text.' })).nullish(),
    audio: notHere('models here answer in text.'),
    web_search_options: notHere('nothing is searched for on the web.'),
  })
  .meta({ id: 'OpenAiChatCompletionRequest', description: 'Fields that are not listed are accepted and ignored.' })
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequestSchema>

const finishReason = z.enum(['stop', 'length', 'tool_calls'])
const logprobs = z.object({ content: z.array(TokenLogprobSchema), refusal: z.null() }).nullable()
const head = { id: z.string(), created: z.number().int(), model: z.string(), system_fingerprint: z.string() }

export const ChatCompletionSchema = z
  .object({
    ...head,
    object: z.literal('chat.completion'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string().nullable(),
          refusal: z.null(),
          reasoning_content: z.string().optional().meta({ description: 'What the model thought before.' }),
          tool_calls: z.array(ToolCallSchema).optional(),
        }),
        logprobs,
        finish_reason: finishReason,
      }),
    ),
    usage: UsageSchema,
  })
  .meta({ id: 'OpenAiChatCompletion' })
export type ChatCompletion = z.infer<typeof ChatCompletionSchema>

export const ChatCompletionChunkSchema = z
  .object({
    ...head,
    object: z.literal('chat.completion.chunk'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        delta: z.object({
          role: z.literal('assistant').optional(),
          content: z.string().optional(),
          reasoning_content: z.string().optional(),
          tool_calls: z.array(ToolCallSchema.extend({ index: z.number().int() })).optional(),
        }),
        logprobs,
        finish_reason: finishReason.nullable(),
      }),
    ),
    usage: UsageSchema.nullable().optional().meta({ description: 'Asked for by `stream_options.include_usage`: null but in the last.' }),
  })
  .meta({ id: 'OpenAiChatCompletionChunk', description: 'One `data:` of the stream, which ends with `[DONE]`.' })
export type ChatCompletionChunk = z.infer<typeof ChatCompletionChunkSchema>
