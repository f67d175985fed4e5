import { z } from 'zod'
import { SamplingSchema } from '../../../contract/settings.ts'

/** What the host asks of a child that holds a language model, and what it answers. */
export const CompleteParamsSchema = z.object({
  system: z.string(),
  prompt: z.string(),
  schema: z.record(z.string(), z.unknown()),
  maxTokens: z.number().int().positive(),
})
export type CompleteParams = z.infer<typeof CompleteParamsSchema>

export const CountParamsSchema = z.object({ text: z.string() })
export type CountParams = z.infer<typeof CountParamsSchema>

export const MessagesSchema = z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), text: z.string() }))
export const CountChatParamsSchema = z.object({ messages: MessagesSchema })
export type CountChatParams = z.input<typeof CountChatParamsSchema>

export const ChatParamsSchema = z.object({
  conversation: z.string(),
  messages: MessagesSchema,
  maxTokens: z.number().int().positive().optional(),
  sampling: SamplingSchema.optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  tools: z.array(z.object({ name: z.string(), description: z.string(), inputSchema: z.record(z.string(), z.unknown()) })).optional(),
})
export type ChatParams = z.infer<typeof ChatParamsSchema>

export const TokensSchema = z.number().int().min(0)

/** What comes of a chat, as the port has it; `progress` says only that it still reads. */
export const ChatEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), promptTokens: TokensSchema, reusedTokens: TokensSchema, contextTokens: TokensSchema }),
  z.object({ type: z.literal('progress') }),
  z.object({ type: z.literal('delta'), text: z.string() }),
  z.object({ type: z.literal('thinking'), text: z.string() }),
  z.object({ type: z.literal('tool'), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('usage'), tokensIn: TokensSchema, tokensOut: TokensSchema, firstTokenMs: z.number(), tokensPerSecond: z.number() }),
  z.object({ type: z.literal('done'), stopReason: z.enum(['end', 'length', 'tool']) }),
])
export type ChatEvent = z.infer<typeof ChatEventSchema>
