import { z } from 'zod'

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

export const TokensSchema = z.number().int().min(0)
