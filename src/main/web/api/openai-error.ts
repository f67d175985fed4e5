import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../contract/errors.ts'
import type { OpenAiErrorBody } from '../../../contract/openai.ts'
import type { Denied } from '../../core/ports/index.ts'

export interface OpenAiRefusal {
  readonly status: number
  readonly body: OpenAiErrorBody
  readonly headers: Readonly<Record<string, string>>
}

/** What is wrong with one field of a request, by its path. */
export const badParam = (param: string, message: string, code: 'unsupported_value' | 'invalid_value' = 'invalid_value'): AppError =>
  new AppError('BAD_REQUEST', message, { cause: { param, code } })

interface Kind {
  readonly status: number
  readonly type: string
  readonly code?: string
}

const KIND_BY_CODE: Partial<Record<ErrorCode, Kind>> = {
  NO_KEY: { status: 401, type: 'authentication_error', code: 'invalid_api_key' },
  BAD_KEY: { status: 401, type: 'authentication_error', code: 'invalid_api_key' },
  NOT_PERMITTED: { status: 403, type: 'permission_error', code: 'not_permitted' },
  LOCAL_ONLY: { status: 403, type: 'permission_error', code: 'local_only' },
  KEPT_HERE: { status: 403, type: 'permission_error', code: 'kept_here' },
  NO_PERMISSION: { status: 403, type: 'permission_error' },
  NOT_FOUND: { status: 404, type: 'invalid_request_error', code: 'not_found' },
  FILE_GONE: { status: 404, type: 'invalid_request_error', code: 'not_found' },
  NO_MODEL: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  CONFLICT: { status: 409, type: 'invalid_request_error' },
  TOO_LARGE: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
  RATE_LIMITED: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  NO_MEMORY: { status: 503, type: 'server_error', code: 'no_memory' },
  OVERLOADED: { status: 503, type: 'server_error', code: 'overloaded' },
  ENGINE_TIMEOUT: { status: 503, type: 'server_error', code: 'engine_timeout' },
  ENGINE_CRASHED: { status: 500, type: 'server_error', code: 'engine_crashed' },
  MODEL_BROKEN: { status: 500, type: 'server_error', code: 'model_broken' },
  LEDGER_FAILED: { status: 500, type: 'server_error' },
  DISK_FULL: { status: 507, type: 'server_error', code: 'disk_full' },
  NO_DECODER: { status: 500, type: 'server_error', code: 'no_decoder' },
  OFFLINE: { status: 502, type: 'server_error', code: 'offline' },
  UPSTREAM: { status: 502, type: 'server_error', code: 'upstream' },
  CUT_OFF: { status: 502, type: 'server_error', code: 'cut_off' },
}

const KIND_BY_STATUS: Readonly<Record<number, Kind>> = {
  401: { status: 401, type: 'authentication_error', code: 'invalid_api_key' },
  403: { status: 403, type: 'permission_error' },
  404: { status: 404, type: 'invalid_request_error', code: 'unknown_url' },
  413: { status: 413, type: 'invalid_request_error', code: 'body_too_large' },
  429: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  503: { status: 503, type: 'server_error', code: 'overloaded' },
}

/** Says a failure as OpenAI's API says it: a refusal of the door (`Denied`, or a status with a sentence), an AppError, what a schema objects to, or a fault of ours. */
export const openAiError = (error: unknown): OpenAiRefusal => {
  if (error instanceof z.core.$ZodError) return ofSchema(error)
  if (error instanceof AppError) {
    const kind = KIND_BY_CODE[error.code] ?? { status: 400, type: 'invalid_request_error', code: error.code.toLowerCase() }
    const { status = kind.status, param = null, code, retryAfterSeconds } = DetailSchema.safeParse(error.cause).data ?? {}
    // A status of its own makes another thing of it: a body that is too large is no prompt that does not fit.
    const usual = status === kind.status ? kind.code : KIND_BY_STATUS[status]?.code
    return refusalOf({ ...kind, status }, error.next === undefined ? error.message : `${error.message} ${error.next}`, param, code ?? usual ?? null, retryAfterSeconds ?? (status === 429 ? 1 : undefined))
  }
  const denied = DeniedSchema.safeParse(error)
  if (denied.success) {
    const { status, message, retryAfterSeconds } = denied.data
    const kind = KIND_BY_STATUS[status] ?? { status, type: status < 500 ? 'invalid_request_error' : 'server_error' }
    return refusalOf(kind, message, null, kind.code ?? null, retryAfterSeconds ?? undefined)
  }
  if (error instanceof DOMException && error.name === 'AbortError') return refusalOf({ status: 503, type: 'server_error' }, 'The request was ended.', null, 'aborted')
  return refusalOf({ status: 500, type: 'server_error' }, 'Something went wrong.', null, null)
}

// What an AppError may carry as its cause, for apps and not for people.
const DetailSchema = z.object({ status: z.number().int().optional(), param: z.string().optional(), code: z.string().optional(), retryAfterSeconds: z.number().optional() })
const DeniedSchema: z.ZodType<Omit<Denied, 'status'> & { readonly status: number }> = z.object({ status: z.number().int().min(400).max(599), message: z.string(), retryAfterSeconds: z.number().optional() })

const refusalOf = ({ status, type }: Kind, message: string, param: string | null, code: string | null, retryAfterSeconds?: number): OpenAiRefusal => ({
  status,
  body: { error: { message, type, param, code } },
  headers: {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  },
})

const ofSchema = (error: z.core.$ZodError): OpenAiRefusal => {
  const issue = deepest(error.issues[0])
  const param = issue?.path.map(String).join('.') ?? ''
  const message = issue?.message ?? 'is not what it has to be.'
  return refusalOf({ status: 400, type: 'invalid_request_error' }, param === '' ? `The request: ${message}` : `Invalid value for '${param}': ${message}`, param === '' ? null : param, 'invalid_value')
}

/** Of a union, what the branch objects to that came furthest. */
const deepest = (issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined => {
  if (issue?.code !== 'invalid_union') return issue
  const inner = issue.errors.map(([first]) => deepest(first)).filter((found) => found !== undefined)
  const furthest = inner.toSorted((one, other) => other.path.length - one.path.length)[0]
  return furthest === undefined || furthest.path.length === 0 ? issue : { ...furthest, path: [...issue.path, ...furthest.path] }
}
