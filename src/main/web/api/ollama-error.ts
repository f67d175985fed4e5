import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../contract/errors.ts'

/** A failure as Ollama's clients are told of it. */
export interface OllamaRefusal {
  readonly status: number
  readonly body: { readonly error: string }
  readonly headers: Readonly<Record<string, string>>
}

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  NO_MODEL: 404,
  FILE_GONE: 404,
  CONFLICT: 409,
  NOT_PERMITTED: 403,
  LOCAL_ONLY: 403,
  KEPT_HERE: 403,
  NO_PERMISSION: 403,
  RATE_LIMITED: 429,
  UNSUPPORTED: 501,
  OFFLINE: 502,
  UPSTREAM: 502,
  CUT_OFF: 502,
  WRONG_FILE: 502,
  // 401 would be about the app's own token.
  NO_KEY: 502,
  BAD_KEY: 502,
  OVERLOADED: 503,
  NO_MEMORY: 503,
  ENGINE_TIMEOUT: 503,
  ENGINE_CRASHED: 500,
  MODEL_BROKEN: 500,
  LEDGER_FAILED: 500,
  DISK_FULL: 507,
}

/** Says a failure as Ollama does, `{ "error": … }`: a refusal of the door (a status and a sentence), an AppError, or a fault of ours. */
export const ollamaError = (error: unknown, logId?: string): OllamaRefusal => {
  if (error instanceof AppError) {
    // What an AppError may carry as its cause, for apps and not for people.
    const { status = STATUS_BY_CODE[error.code] ?? 400, retryAfterSeconds } = DetailSchema.safeParse(error.cause).data ?? {}
    return refusalOf(status, error.next === undefined ? error.message : `${error.message} ${error.next}`, retryAfterSeconds)
  }
  const denied = DeniedSchema.safeParse(error)
  if (denied.success) return refusalOf(denied.data.status, denied.data.message, denied.data.retryAfterSeconds)
  if (error instanceof Error && error.name === 'AbortError') return refusalOf(503, 'The request was ended.')
  return refusalOf(500, logId === undefined ? 'Something went wrong.' : `Something went wrong. The log of Freehold has the details under ${logId}.`)
}

const DetailSchema = z.object({ status: z.number().int().optional(), retryAfterSeconds: z.number().optional() })
const DeniedSchema = z.object({ status: z.number().int().min(400).max(599), message: z.string(), retryAfterSeconds: z.number().optional() })

const refusalOf = (status: number, error: string, retryAfterSeconds = status === 429 ? 1 : undefined): OllamaRefusal => ({
  status,
  body: { error },
  headers: {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  },
})
