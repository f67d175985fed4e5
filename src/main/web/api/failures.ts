import { AppError } from '../../../contract/errors.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { ApiDialect } from './route.ts'

/** A failure in the form that one kind of client understands. */
export interface ErrorShape {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}
/** `logId` is where the log has a bug, whose own words no app is told. */
export type ErrorShapes = Readonly<Record<ApiDialect, (error: unknown, logId?: string) => ErrorShape>>

/** Why the door itself turns a request away. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 413 | 415 | 417 | 429 | 431 | 503
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

const CODES: Readonly<Record<Refusal['status'], ErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'BAD_KEY',
  403: 'NOT_PERMITTED',
  404: 'NOT_FOUND',
  405: 'BAD_REQUEST',
  408: 'BAD_REQUEST',
  413: 'TOO_LARGE',
  415: 'BAD_REQUEST',
  417: 'BAD_REQUEST',
  429: 'RATE_LIMITED',
  431: 'BAD_REQUEST',
  503: 'OVERLOADED',
}

/** A refusal of the door in the client's own form, with the status that HTTP has for it. */
export const shapeRefusal = (shapes: ErrorShapes, dialect: ApiDialect, { status, message, headers = {} }: Refusal): ErrorShape => {
  // The status goes along, for it makes another thing of some: a body that is too large is no prompt that does not fit.
  const shape = shapes[dialect](new AppError(CODES[status], message, { cause: { status } }))
  return { status, body: shape.body, headers: { ...shape.headers, ...headers } }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  NOT_PERMITTED: 403,
  KEPT_HERE: 403,
  LOCAL_ONLY: 403,
  RATE_LIMITED: 429,
  UNSUPPORTED: 501,
  OVERLOADED: 503,
  NO_MEMORY: 503,
  ENGINE_TIMEOUT: 504,
}

/** The form for paths of no dialect. */
export const plainError = (error: unknown, logId?: string): ErrorShape =>
  error instanceof AppError
    ? { status: STATUS[error.code] ?? 400, body: { error: { message: [error.message, error.next].filter(Boolean).join(' '), code: error.code } } }
    : { status: 500, body: { error: { message: ['Something went wrong.', logId && `The log has the details under ${logId}.`].filter(Boolean).join(' '), code: 'INTERNAL' } } }

/** By the path, also where no route is. */
export const dialectOf = (pathname: string): ApiDialect => {
  const [, first] = pathname.split('/')
  return first === 'v1' ? 'openai' : first === 'api' ? 'ollama' : first === 'mcp' ? 'mcp' : 'plain'
}
