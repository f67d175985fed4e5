import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../../contract/errors.ts'
import type { Log } from '../../core/ports/index.ts'
import { lingerAfterRefusal } from '../refuse.ts'
import type { ErrorShape, ErrorShapes } from './failures.ts'
import type { ApiDialect } from './route.ts'

/** A failure in the app's form; what is not expected goes to the log, under an id that the app is told. Null where nobody is there to be told. */
export const toFailure = (error: unknown, shapeOf: ErrorShapes[ApiDialect], signal: AbortSignal, log: Log): ErrorShape | null => {
  const isExpected = error instanceof AppError
  // Who let it in says in the cause why it ended.
  const shown: unknown = isExpected || !signal.aborted ? error : signal.reason instanceof Error ? signal.reason.cause : undefined
  if (shown === undefined) return null
  const logId = randomBytes(4).toString('hex')
  const shape = shapeOf(shown, logId)
  if (shown instanceof AppError) log.info('api.refused', { code: shown.code })
  // What a form has words of its own for, such as what a schema objects to, is no bug.
  else if (shape.status < 500) log.info('api.refused', { status: shape.status })
  else {
    log.error('api.failed', error, { logId })
    return { ...shape, headers: { ...shape.headers, 'x-request-id': logId } }
  }
  return shape
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
