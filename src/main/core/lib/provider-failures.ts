import { AppError } from '../../../contract/errors.ts'
import type { Destination } from '../../../contract/privacy.ts'

/** What a provider said of a failure. Its message may quote what it was sent, so it is looked at and never passed on. */
export interface ProviderFault {
  /** HTTP status; null for an error in the middle of an answer. */
  readonly status: number | null
  /** `overloaded_error`, `insufficient_quota`, …; empty where none was given. */
  readonly type: string
  readonly message: string
  readonly retryAfterSeconds: number | null
}

/** Turns a provider's refusal into a sentence for a person, without a word of what was sent or answered. */
export const failureOf = ({ name, credential }: Destination, model: string | null, { status, type, message, retryAfterSeconds }: ProviderFault): AppError => {
  const later = retryAfterSeconds === null ? 'Try again in a while.' : `Try again in ${waitWords(retryAfterSeconds)}.`
  if (status === 401 || type === 'authentication_error' || type === 'invalid_api_key') {
    return credential === undefined
      ? new AppError('BAD_KEY', `${name} wants a key, and none is set for it.`, { next: `Type “freehold credentials set” with a name, and write that name under ${name} in the settings.` })
      : new AppError('BAD_KEY', `${name} does not take the key “${credential}”.`, { next: `Set it again: freehold credentials set "${credential}"` })
  }
  if (status === 402 || type === 'billing_error' || type === 'insufficient_quota') return new AppError('UPSTREAM', `The account with ${name} has no credit left.`, { next: 'Add credit with the provider, or choose another destination.' })
  if (status === 403 || type === 'permission_error') return new AppError('UPSTREAM', `${name} does not let this key do that.`, { next: 'Look with the provider at what the key may do, and from where.' })
  if (status === 413 || type === 'request_too_large' || type === 'context_length_exceeded' || (status === 400 && /too long|too large|context (length|size|window)/i.test(message)))
    return new AppError('TOO_LARGE', `That is more than ${model ?? name} takes at once; nothing of it was cut.`, { next: 'Ask about less, or choose a model that holds more.' })
  if (status === 404 || type === 'not_found_error') return new AppError('UPSTREAM', model === null ? `${name} has no list of models at its address.` : `${name} knows no model “${model}”.`, { next: 'Check the name of the model and the address in the settings.' })
  if (status === 429 || type === 'rate_limit_error' || type === 'rate_limit_exceeded') return new AppError('RATE_LIMITED', `${name} takes no more requests for now.`, { next: later })
  if (status === 529 || status === 503 || type === 'overloaded_error') return new AppError('OVERLOADED', `${name} is overloaded.`, { next: later })
  if (status === null) return new AppError('CUT_OFF', `The answer of ${name} broke off: it reported a fault. What came is kept.`, { next: 'Ask again.' })
  if (status >= 500) return new AppError('UPSTREAM', `${name} has a fault (${status}).`, { next: later })
  return new AppError('UPSTREAM', `${name} refused the request (${status}).`, { next: 'Check the model and the address in the settings.' })
}

/** The answer ended before it was done. */
export const cutOff = ({ name }: Destination): AppError => new AppError('CUT_OFF', `The answer of ${name} broke off. What came is kept.`, { next: 'Ask again.' })

/** The answer is not in the format that this kind of provider has. */
export const unreadable = ({ name }: Destination): AppError => new AppError('UPSTREAM', `${name} answered in a way that cannot be read.`, { next: 'Check the provider and the address in the settings.' })

/** Reads `{ error: { type, code, message } }`, which Anthropic and OpenAI-compatible servers share, also from `{ detail }` and plain text. */
export const readFault = (status: number | null, body: unknown, retryAfterSeconds: number | null): ProviderFault => {
  const error = field(body, 'error') ?? body
  const code = field(error, 'code')
  const type = field(error, 'type')
  const message = typeof error === 'string' ? error : (field(error, 'message') ?? field(body, 'detail') ?? field(body, 'message'))
  // OpenAI says more by `code` (`insufficient_quota`) than by `type` (`invalid_request_error`); Anthropic has a type alone.
  return { status, type: typeof code === 'string' && code ? code : typeof type === 'string' ? type : '', message: typeof message === 'string' ? message : '', retryAfterSeconds }
}

const field = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined)

const waitWords = (seconds: number): string => (seconds < 90 ? `${Math.max(1, Math.ceil(seconds))} s` : `${Math.ceil(seconds / 60)} min`)
