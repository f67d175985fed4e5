import { z } from 'zod'

const usd = z.number().nonnegative()
const RatesSchema = z.object({
  /** US dollars for a million tokens. `cached` is read from the provider's cache, `cacheWrite` written to it. */
  input: usd,
  output: usd,
  cached: usd,
  cacheWrite: usd.optional(),
})

/** `resources/prices.json`: what providers ask, by the host that asks it, each with its source and the day it was read. */
export const PriceTableSchema = z.array(
  z.object({
    host: z.string(),
    source: z.string(),
    asOf: z.iso.date(),
    models: z.record(z.string(), RatesSchema.extend({ longPrompt: RatesSchema.extend({ aboveTokens: z.number().int() }).optional() })),
  }),
)
export type PriceTable = z.infer<typeof PriceTableSchema>

export interface TokenCounts {
  /** Neither read from the cache nor written to it. */
  readonly input: number
  readonly cached: number
  readonly cacheWrite: number
  readonly output: number
}

/** US dollars for one answer; null for a model whose price is not known at that host. */
export const priceUsd = (table: PriceTable, host: string, model: string, tokens: TokenCounts): number | null => {
  const rates = table.find((each) => each.host === host)?.models[withoutDate(model)]
  if (!rates) return null
  const isLong = rates.longPrompt !== undefined && tokens.input + tokens.cached + tokens.cacheWrite > rates.longPrompt.aboveTokens
  const { input, output, cached, cacheWrite = input } = isLong && rates.longPrompt ? rates.longPrompt : rates
  return (tokens.input * input + tokens.cached * cached + tokens.cacheWrite * cacheWrite + tokens.output * output) / 1e6
}

// `claude-haiku-4-5-20251001` and `gpt-5.5-2026-04-23` cost what `claude-haiku-4-5` and `gpt-5.5` do. A longer name is another model.
const withoutDate = (model: string): string => model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '')
