import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError, type ErrorCode } from '../../contract/errors.ts'
import type { Refusal } from '../../contract/wire.ts'
import type { Log } from '../core/ports/index.ts'
import { NO_PAGE_POLICY } from './headers.ts'

const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  NOT_FOUND: 404,
  FILE_GONE: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  NOT_AUDIO: 415,
  DISK_FULL: 507,
  VAULT_GONE: 503,
}

/** Answers with plain words, never with more than the other side should know. */
export const answerText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': NO_PAGE_POLICY, 'cache-control': 'no-store' })
  response.end(`${text}\n`)
}

/** Answers with a value. */
export const answerJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'content-security-policy': NO_PAGE_POLICY, 'cache-control': 'no-store' })
  response.end(JSON.stringify(value))
}

/** What went wrong, for the other side and the log: the sentence of an AppError, or the id under which a bug is logged. */
export const toRefusal = (error: unknown, log: Log): Refusal => {
  if (error instanceof AppError) {
    log.info('web.refused', { code: error.code })
    return { code: error.code, message: error.message, ...(error.next !== undefined && { next: error.next }) }
  }
  const logId = randomBytes(4).toString('hex')
  log.error('web.failed', error, { logId })
  return { code: 'INTERNAL', message: 'Something went wrong.', next: `Nothing of yours is changed. The log has the details under ${logId}.` }
}

/** Answers with what went wrong. */
export const answerFailure = (response: ServerResponse, error: unknown, log: Log): void => {
  if (response.headersSent || response.destroyed) return
  answerJson(response, error instanceof AppError ? (STATUS_BY_CODE[error.code] ?? 400) : 500, toRefusal(error, log))
}

const LINGER_MS = 5000

/**
 * Lets a sender finish hearing us: closed while it still sends, it would see a reset connection and never read the answer.
 * What it sends from now on is thrown away, for a few seconds at most.
 */
export const lingerAfterRefusal = (request: IncomingMessage): void => {
  if (request.complete) return
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref()
  request.once('close', () => clearTimeout(timer))
  request.on('error', () => {})
  request.resume()
}
