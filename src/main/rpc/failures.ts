import { randomBytes } from 'node:crypto'
import { ORPCError } from '@orpc/server'
import { AppError } from '../../contract/errors.ts'
import type { Log } from '../core/ports/index.ts'

/** What crosses the wire for a failure: a sentence and the next step; a bug shows only the id under which it is logged. */
export const toWireError = (error: unknown, procedure: string, log: Log): ORPCError<string, { readonly next?: string | undefined }> => {
  if (error instanceof AppError) {
    log.info('rpc.refused', { procedure, code: error.code })
    return new ORPCError(error.code, { message: error.message, data: { next: error.next } })
  }
  if (isAbort(error)) {
    log.debug('rpc.cancelled', { procedure })
    return new ORPCError('CLIENT_CLOSED_REQUEST', { message: 'It was cancelled.', data: {} })
  }
  // Thrown by oRPC itself for input that the contract does not allow.
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    log.warn('rpc.bad-input', { procedure })
    return new ORPCError('BAD_REQUEST', { message: 'Freehold cannot do that with what it was given.', data: {} })
  }
  const logId = randomBytes(4).toString('hex')
  log.error('rpc.failed', error, { procedure, logId })
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: 'Something went wrong.',
    data: { next: `Nothing of yours is changed. The log has the details under ${logId}.` },
  })
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/** The same stream, whose failure is told like that of a call. */
export async function* tellingFailures<T, R>(source: AsyncIterator<T, R>, toError: (error: unknown) => unknown): AsyncGenerator<T, R, void> {
  let ended = false
  try {
    for (;;) {
      const next = await source.next().catch((error: unknown) => {
        ended = true
        throw toError(error)
      })
      if (next.done) {
        ended = true
        return next.value
      }
      yield next.value
    }
  } finally {
    if (!ended) await source.return?.()
  }
}
