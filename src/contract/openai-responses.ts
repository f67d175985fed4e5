import { z } from 'zod'
import { callFields, functionName, jsonSchema, maxTokens, namedSchema, notHere, samplingFields, TokenLogprobSchema } from './openai-shared.ts'

const parts = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))
const content = z.union([z.string(), parts]).meta({ description: 'Text, or parts with text. Pictures and files are refused.' })

export const InputMessageSchema = z.object({ type: z.literal('message').optional(), role: z.enum(['system', 'developer', 'user', 'assistant'], { error: 'a role is system, developer, user or assistant.' }), content })
export const InputItemSchema = z
  .union([
    z.object({ type: z.literal('function_call'), call_id: z.string(), name: z.string(), arguments: z.string() }),
    z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: content }),
    z.object({ type: z.literal('reasoning') }).meta({ description: 'What a model thought before; it is not read again.' }),
    InputMessageSchema,
  ])
  .meta({ id: 'OpenAiInputItem' })
export type InputItem = z.infer<typeof InputItemSchema>

const ToolSchema = z.object({
  type: z.literal('function', { error: 'only functions can be called here.' }),
  name: functionName,
  description: z.string().nullish(),
  parameters: jsonSchema.nullish(),
  strict: z.boolean().nullish(),
})

const ToolChoiceSchema = z.union([z.enum(['none', 'auto', 'required']), z.object({ type: z.literal('function'), name: z.string() })], { error: 'is none, auto, required, or one function.' })

const KEPT_NOWHERE = 'nothing of an answer is kept here: send the whole conversation as input.'

export const ResponseRequestSchema = z
  .object({
    ...callFields,
    ...samplingFields,
    input: z.union([z.string(), z.array(InputItemSchema).min(1, { error: 'there has to be one item at least.' })]),
    instructions: z.string().nullish(),
    max_output_tokens: maxTokens,
    stream: z.boolean().nullish(),
    tools: z.array(ToolSchema).max(128).nullish(),
    tool_choice: ToolChoiceSchema.nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    text: z
      .object({
        format: z.discriminatedUnion('type', [z.object({ type: z.enum(['text', 'json_object']) }), z.object({ type: z.literal('json_schema'), ...namedSchema })], { error: 'is text, json_object or json_schema.' }).nullish(),
      })
      .nullish(),
    reasoning: z.object({ effort: z.string().nullish() }).nullish().meta({ description: 'Effort `none` keeps a model that can think first from it; anything else lets it.' }),
    include: z.array(z.string()).nullish().meta({ description: '`message.output_text.logprobs` is known.' }),
    top_logprobs: z.number().int().min(0).max(20).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    previous_response_id: notHere(KEPT_NOWHERE),
    conversation: notHere(KEPT_NOWHERE),
    prompt: notHere('no prompts are kept here: send the text.'),
    background: z.literal(false, { error: 'an answer is written while its reader is there.' }).nullish(),
    truncation: z.literal('disabled', { error: 'only disabled is known: nothing is ever cut.' }).nullish(),
  })
  .meta({ id: 'OpenAiResponseRequest', description: 'Nothing is kept, whatever `store` says. Fields that are not listed are accepted and ignored.' })
export type ResponseRequest = z.infer<typeof ResponseRequestSchema>

const status = z.enum(['in_progress', 'completed', 'incomplete'])
const TextPartSchema = z.object({ type: z.literal('output_text'), text: z.string(), annotations: z.array(z.never()), logprobs: z.array(TokenLogprobSchema) })
export type TextPart = z.infer<typeof TextPartSchema>
const ThoughtPartSchema = z.object({ type: z.literal('reasoning_text'), text: z.string() })

export const OutputItemSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('message'), id: z.string(), status, role: z.literal('assistant'), content: z.array(TextPartSchema) }),
    z.object({ type: z.literal('function_call'), id: z.string(), status, call_id: z.string(), name: z.string(), arguments: z.string() }),
    z.object({ type: z.literal('reasoning'), id: z.string(), status, summary: z.array(z.never()), content: z.array(ThoughtPartSchema) }),
  ])
  .meta({ id: 'OpenAiOutputItem' })
export type OutputItem = z.infer<typeof OutputItemSchema>

export const ResponseSchema = z
  .object({
    id: z.string(),
    object: z.literal('response'),
    created_at: z.number().int(),
    completed_at: z.number().int().nullable(),
    status: z.enum(['in_progress', 'completed', 'incomplete', 'failed']),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    incomplete_details: z.object({ reason: z.literal('max_output_tokens') }).nullable(),
    instructions: z.string().nullable(),
    max_output_tokens: z.number().int().nullable(),
    model: z.string(),
    output: z.array(OutputItemSchema),
    parallel_tool_calls: z.boolean(),
    previous_response_id: z.null(),
    reasoning: z.object({ effort: z.string().nullable(), summary: z.null() }),
    store: z.literal(false),
    temperature: z.number().nullable(),
    text: z.object({ format: z.looseObject({ type: z.string() }) }),
    tool_choice: ToolChoiceSchema,
    tools: z.array(ToolSchema),
    top_p: z.number().nullable(),
    truncation: z.literal('disabled'),
    usage: z
      .object({
        input_tokens: z.number().int(),
        input_tokens_details: z.object({ cached_tokens: z.number().int() }),
        output_tokens: z.number().int(),
        output_tokens_details: z.object({ reasoning_tokens: z.number().int() }),
        total_tokens: z.number().int(),
      })
      .nullable(),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'OpenAiResponse' })
export type Response = z.infer<typeof ResponseSchema>

const inItem = { item_id: z.string(), output_index: z.number().int() }
const inPart = { ...inItem, content_index: z.literal(0) }
const ended = <Type extends string>(type: Type) => z.object({ type: z.literal(type), response: ResponseSchema })

/** Each with the number of its place in the stream. */
export const ResponseEventSchema = z
  .discriminatedUnion('type', [
    ended('response.created'),
    ended('response.in_progress'),
    z.object({ type: z.literal('response.output_item.added'), output_index: z.number().int(), item: OutputItemSchema }),
    z.object({ type: z.literal('response.content_part.added'), ...inPart, part: z.union([TextPartSchema, ThoughtPartSchema]) }),
    z.object({ type: z.literal('response.output_text.delta'), ...inPart, delta: z.string(), logprobs: z.array(TokenLogprobSchema) }),
    z.object({ type: z.literal('response.output_text.done'), ...inPart, text: z.string(), logprobs: z.array(TokenLogprobSchema) }),
    z.object({ type: z.literal('response.reasoning_text.delta'), ...inPart, delta: z.string() }),
    z.object({ type: z.literal('response.reasoning_text.done'), ...inPart, text: z.string() }),
    z.object({ type: z.literal('response.content_part.done'), ...inPart, part: z.union([TextPartSchema, ThoughtPartSchema]) }),
    z.object({ type: z.literal('response.function_call_arguments.delta'), ...inItem, delta: z.string() }),
    z.object({ type: z.literal('response.function_call_arguments.done'), ...inItem, name: z.string(), arguments: z.string() }),
    z.object({ type: z.literal('response.output_item.done'), output_index: z.number().int(), item: OutputItemSchema }),
    ended('response.completed'),
    ended('response.incomplete'),
  ])
  .meta({ id: 'OpenAiResponseEvent', description: 'One event of the stream; each has a `sequence_number` as well.' })
export type ResponseEvent = z.infer<typeof ResponseEventSchema>
