import { z } from 'zod'
import { callFields, maxTokens, notHere, samplingFields, streamFields, UsageSchema } from './openai-shared.ts'

export const CompletionRequestSchema = z
  .object({
    ...callFields,
    ...samplingFields,
    ...streamFields,
    prompt: z
      .union([z.string(), z.array(z.string()).length(1, { error: 'is one text: one answer is written at a time.' })], { error: 'is a text, or a list of one text; not tokens.' })
      .meta({ description: 'The answer goes on from this text as it stands, without the model’s template.' }),
    max_tokens: maxTokens.meta({ description: '16 where it is left out, as OpenAI has it; -1 for as many as there is room for.' }),
    n: z.literal(1, { error: 'one answer is written at a time.' }).nullish(),
    best_of: z.literal(1, { error: 'one answer is written at a time.' }).nullish(),
    echo: z.boolean().nullish(),
    logprobs: z.number().int().min(0).max(20).nullish(),
    suffix: z.literal('', { error: 'models here write on from a text, and not into its middle.' }).nullish(),
    functions: notHere('take /v1/chat/completions with tools.'),
  })
  .refine(({ echo, logprobs }) => echo !== true || typeof logprobs !== 'number', { path: ['logprobs'], error: 'how likely the prompt was is not known: leave out echo or logprobs.' })
  .meta({ id: 'OpenAiCompletionRequest', description: 'Fields that are not listed are accepted and ignored.' })
export type CompletionRequest = z.infer<typeof CompletionRequestSchema>

const logprobs = z
  .object({
    tokens: z.array(z.string()),
    token_logprobs: z.array(z.number()),
    top_logprobs: z.array(z.record(z.string(), z.number())),
    text_offset: z.array(z.number().int()),
  })
  .nullable()

export const CompletionSchema = z
  .object({
    id: z.string(),
    object: z.literal('text_completion'),
    created: z.number().int(),
    model: z.string(),
    system_fingerprint: z.string(),
    choices: z.array(z.object({ index: z.literal(0), text: z.string(), logprobs, finish_reason: z.enum(['stop', 'length']).nullable().meta({ description: 'Null until the end of a stream.' }) })),
    usage: UsageSchema.nullable().optional(),
  })
  .meta({ id: 'OpenAiCompletion', description: 'An answer, or one `data:` of its stream, which ends with `[DONE]`.' })
export type Completion = z.infer<typeof CompletionSchema>
