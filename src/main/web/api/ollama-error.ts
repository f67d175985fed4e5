import { randomBytes } from 'node:crypto'
import { AppError, type ErrorCode } from '../../../contract/errors.ts'
import type { Log } from '../../core/ports/index.ts'

/** A failure as Ollama's clients are told of it. */
export interface OllamaFailure {
  readonly status: number
  readonly body: { readonly error: string }
}

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  NOT_FOUND: 404,
  NO_MODEL: 404,
  FILE_GONE: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  TOO_LONG: 413,
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
  ENGINE_TIMEOUT: 504,
  DISK_FULL: 507,
}

/** What went wrong, as `{ "error": … }`: the sentences of an AppError, or the id under which a bug is logged. */
export const ollamaError = (error: unknown, log: Log): OllamaFailure => {
  if (error instanceof AppError) {
    log.info('api.refused', { code: error.code })
    return { status: STATUS_BY_CODE[error.code] ?? 500, body: { error: error.next === undefined ? error.message : `${error.message} ${error.next}` } }
  }
  const logId = randomBytes(4).toString('hex')
  log.error('api.failed', error, { logId })
  return { status: 500, body: { error: `Something went wrong. The log of Freehold has the details under ${logId}.` } }
}

/** Whether it is nothing but that somebody left, was shown out, or the host ends. */
export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'
