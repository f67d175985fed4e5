import { z } from 'zod'
import { SamplingSchema } from '../../../contract/settings.ts'

const SchemaSchema = z.record(z.string(), z.unknown())
const TurnSchema = z.enum(['alone', 'together'])

/** What the host asks of a child that holds a language model, and what it answers. */
export const CompleteJsonParamsSchema = z.object({
  system: z.string(),
  prompt: z.string(),
  schema: SchemaSchema,
  maxTokens: z.number().int().positive(),
})
export type CompleteJsonParams = z.infer<typeof CompleteJsonParamsSchema>

export const CountParamsSchema = z.object({ text: z.string() })
export type CountParams = z.infer<typeof CountParamsSchema>

const ToolCallSchema = z.object({ name: z.string(), input: z.unknown() })

export const TurnsSchema = z.array(
  z.union([
    z.object({ role: z.literal('assistant'), text: z.string(), calls: z.array(ToolCallSchema) }),
    z.object({ role: z.literal('tool'), name: z.string(), text: z.string() }),
    z.object({ role: z.enum(['system', 'user', 'assistant']), text: z.string() }),
  ]),
)
export type Turns = z.infer<typeof TurnsSchema>
export const CountChatParamsSchema = z.object({ messages: TurnsSchema })
export type CountChatParams = z.input<typeof CountChatParamsSchema>

const writing = {
  maxTokens: z.number().int().positive().optional(),
  sampling: SamplingSchema.optional(),
  schema: SchemaSchema.optional(),
  stop: z.array(z.string()).optional(),
  logprobs: z.number().int().min(0).optional(),
  turn: TurnSchema.optional(),
}

export const ChatParamsSchema = z.object({
  ...writing,
  conversation: z.string(),
  messages: TurnsSchema,
  tools: z.array(z.object({ name: z.string(), description: z.string(), inputSchema: SchemaSchema })).optional(),
  toolChoice: z.union([z.enum(['auto', 'none', 'required']), z.object({ name: z.string() })]).optional(),
  thinking: z.boolean().optional(),
})
export type ChatParams = z.infer<typeof ChatParamsSchema>

export const CompleteParamsSchema = z.object({ ...writing, prompt: z.string() })
export type CompleteParams = z.infer<typeof CompleteParamsSchema>

export const TokensSchema = z.number().int().min(0)

const ChanceSchema = z.object({ text: z.string(), logprob: z.number() })
const TokenChanceSchema = ChanceSchema.extend({ others: z.array(ChanceSchema) })
export type TokenChance = z.infer<typeof TokenChanceSchema>

/** What comes of a chat, as the port has it; `progress` says only that it still reads. */
export const ChatEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), promptTokens: TokensSchema, reusedTokens: TokensSchema, contextTokens: TokensSchema }),
  z.object({ type: z.literal('progress') }),
  z.object({ type: z.literal('delta'), text: z.string(), chances: z.array(TokenChanceSchema).optional() }),
  z.object({ type: z.literal('thinking'), text: z.string() }),
  z.object({ type: z.literal('tool'), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('usage'), tokensIn: TokensSchema, tokensOut: TokensSchema, firstTokenMs: z.number(), tokensPerSecond: z.number() }),
  z.object({ type: z.literal('done'), stopReason: z.enum(['end', 'length', 'tool']) }),
])
export type ChatEvent = z.infer<typeof ChatEventSchema>

export const EmbedParamsSchema = z.object({ texts: z.array(z.string()) })
export type EmbedParams = z.infer<typeof EmbedParamsSchema>

/** All vectors one after the other, each with as many numbers. */
export const EmbeddedSchema = z.object({ numbers: z.instanceof(Float32Array), dimensions: z.number().int().min(0), tokens: TokensSchema })
export type Embedded = { readonly numbers: Float32Array; readonly dimensions: number; readonly tokens: number }
