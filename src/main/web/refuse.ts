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

/** Answers with what went wrong: the sentence of an AppError, or the id under which a bug is logged. */
export const answerFailure = (response: ServerResponse, error: unknown, log: Log): void => {
  if (response.headersSent || response.destroyed) return
  if (error instanceof AppError) {
    log.info('web.refused', { code: error.code })
    const refusal: Refusal = { code: error.code, message: error.message, ...(error.next !== undefined && { next: error.next }) }
    answerJson(response, STATUS_BY_CODE[error.code] ?? 400, refusal)
    return
  }
  const logId = randomBytes(4).toString('hex')
  log.error('web.failed', error, { logId })
  const refusal: Refusal = { code: 'INTERNAL', message: 'Something went wrong.', next: `Nothing of yours is changed. The log has the details under ${logId}.` }
  answerJson(response, 500, refusal)
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
