import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../../contract/errors.ts'
import type { Log } from '../../core/ports/index.ts'
import { lingerAfterRefusal } from '../refuse.ts'
import type { ErrorShape } from './failures.ts'

/** What an app is told: the sentence of an expected failure, or the id under which the log has a bug. Null where nobody is there to be told. */
export const toShown = (error: unknown, signal: AbortSignal, log: Log): Error | null => {
  if (error instanceof AppError) {
    log.info('api.refused', { code: error.code })
    return error
  }
  if (signal.aborted) {
    // Who let it in says here why it ended.
    const cause: unknown = signal.reason instanceof Error ? signal.reason.cause : undefined
    return cause instanceof AppError ? cause : null
  }
  const logId = randomBytes(4).toString('hex')
  log.error('api.failed', error, { logId })
  return new Error(`Something went wrong. The log has the details under ${logId}.`)
}

/** Answers with a failure, where nothing was answered yet. */
export const answerFailure = (request: IncomingMessage, response: ServerResponse, { status, body, headers }: ErrorShape): void => {
  if (response.headersSent || response.destroyed) return
  // What is still being sent is not read: the connection ends with the answer. A request without a body is complete only a moment later.
  if (!request.complete && hasBody(request)) response.setHeader('connection', 'close')
  const text = JSON.stringify(body)
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' })
  response.end(request.method === 'HEAD' ? undefined : text)
  lingerAfterRefusal(request)
}

const GRACE_MS = 500

/** The work until it ends, or half a second longer than its signal: a handler that does not hear of it holds no answer. */
export const untilEnded = (work: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      timer = setTimeout(() => reject(signal.reason as Error), GRACE_MS)
    }
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    void work.then(resolve, reject).finally(settle)
  })

/** Resolves when the answer is written, or nobody is there any more. */
export const answered = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (response.closed || response.destroyed) resolve()
    else response.once('close', resolve)
  })

/** Whether something follows the head. */
export const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
