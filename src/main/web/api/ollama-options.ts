import type { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { OllamaOptionsSchema } from '../../../contract/ollama.ts'
import type { Sampling } from '../../../contract/settings.ts'

type OllamaOptions = z.infer<typeof OllamaOptionsSchema> | null | undefined

/** The `options` of a request, in our own terms. */
export const readOptions = (options: OllamaOptions) => {
  const { temperature, top_p: topP, top_k: topK, min_p: minP, repeat_penalty: repeatPenalty, seed, stop, num_ctx: contextTokens, num_predict: maxTokens } = options ?? {}
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((text) => text !== '')
  const sampling: Sampling = {
    ...(temperature != null && { temperature }),
    ...(topP != null && topP > 0 && { topP }),
    ...(topK != null && { topK }),
    // The smallest share there is holds nothing but the likeliest.
    ...(topP === 0 && { topK: 1 }),
    ...(minP != null && { minP }),
    ...(repeatPenalty != null && { repeatPenalty }),
    ...(seed != null && seed >= 0 && { seed }),
  }
  return {
    contextTokens: contextTokens ?? undefined,
    maxTokens: maxTokens != null && maxTokens > 0 ? maxTokens : undefined,
    sampling,
    stop: stops.length === 0 ? undefined : stops,
  }
}

// A year: as good as for ever, and still a number that can be added to a date.
const FOREVER_MINUTES = 525_600
const MINUTES_BY_UNIT: Readonly<Record<string, number>> = { ns: 1 / 6e10, us: 1 / 6e7, 'µs': 1 / 6e7, ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60 }

/** `keep_alive` in minutes: seconds, or a duration as Go writes it (`5m`, `1h30m`); below zero it stays. Undefined when nothing was said. */
export const readKeepAlive = (keepAlive: number | string | null | undefined): number | undefined => {
  if (keepAlive == null || keepAlive === '') return undefined
  const minutes = typeof keepAlive === 'number' ? keepAlive / 60 : durationMinutes(keepAlive.trim())
  if (minutes === null) throw new AppError('BAD_REQUEST', 'keep_alive is a number of seconds, or a duration such as 5m or 1h30m.')
  return minutes < 0 ? FOREVER_MINUTES : Math.min(minutes, FOREVER_MINUTES)
}

const durationMinutes = (text: string): number | null => {
  const sign = text.startsWith('-') ? -1 : 1
  const rest = text.replace(/^[+-]/, '')
  if (/^\d+(\.\d+)?$/.test(rest)) return (sign * Number(rest)) / 60
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(rest)) return null
  const parts = [...rest.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
  return sign * parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (MINUTES_BY_UNIT[unit ?? ''] ?? 0), 0)
}

/** `format` as the schema that binds the answer; undefined when it is free. */
export const readFormat = (format: string | Readonly<Record<string, unknown>> | null | undefined): Readonly<Record<string, unknown>> | undefined => {
  if (format == null || format === '') return undefined
  return typeof format === 'string' ? {} : format
}

/** How many other tokens to tell of each; undefined when none were asked for. */
export const readLogprobs = ({ logprobs, top_logprobs: others }: { readonly logprobs?: boolean | null | undefined; readonly top_logprobs?: number | null | undefined }): number | undefined =>
  logprobs === true ? (others ?? 0) : undefined

/** `think` as a yes or no; how hard it thinks cannot be chosen here. */
export const readThink = (think: boolean | string | null | undefined): boolean | undefined => (think == null ? undefined : think !== false)

/** Rejects pictures in words, where any came. */
export const refuseImages = (images: readonly unknown[] | null | undefined): void => {
  if (images != null && images.length > 0) throw new AppError('BAD_REQUEST', 'Pictures cannot be looked at here: the models of Freehold read text.', { next: 'Ask without images.' })
}
