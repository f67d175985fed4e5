import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { Log } from '../../core/ports/index.ts'
import { ollamaError, type OllamaRefusal } from './ollama-error.ts'
import type { ApiContext, ApiRoute } from './route.ts'
import { openStream } from './write-stream.ts'

/** A route whose failures are answered as Ollama has them. */
export const ollamaRoute = (method: ApiRoute['method'], path: string, handle: ApiRoute['handle']): ApiRoute => ({
  dialect: 'ollama',
  method,
  path,
  handle: async (context) => {
    try {
      await handle(context)
    } catch (error) {
      if (context.response.destroyed) return
      const { status, body, headers } = sayFailure(reasonOf(error, context.signal), context.log)
      answerValue(context, body, status, headers)
    }
  },
})

/** Reads the body by its schema; BAD_REQUEST has the place of each fault. A body that is too large is said so, and not as a prompt that does not fit. */
export const readBody = async <Schema extends z.ZodType>(context: ApiContext, schema: Schema): Promise<z.output<Schema>> => {
  const body = await context.readJson().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'TOO_LARGE') throw new AppError('TOO_LARGE', error.message, { next: error.next, cause: { status: 413 } })
    throw error
  })
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.slice(0, 3).map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
  throw new AppError('BAD_REQUEST', `The request cannot be read. ${faults.join('; ')}`)
}

/** Answers with a value. */
export const answerValue = ({ response }: Pick<ApiContext, 'response'>, value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void => {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers })
  response.end(JSON.stringify(value))
}

/**
 * Writes each value as a line of JSON, as fast as it is read. What fails before the first line is thrown, and answered with its status;
 * what fails later is a last line with `error`.
 */
export const streamLines = async ({ response, signal, log }: ApiContext, values: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> => {
  const stream = openStream(response, { contentType: 'application/x-ndjson', signal })
  try {
    for await (const value of values) await stream.write(toLine(value))
    stream.end()
  } catch (error) {
    if (!stream.begun || response.destroyed) throw error
    stream.end(toLine(sayFailure(reasonOf(error, signal), log).body))
  }
}

const toLine = (value: unknown): string => `${JSON.stringify(value)}\n`

// Its time was up, or its token was taken back: whoever let it in says why in the cause, and whoever still listens is told.
const reasonOf = (error: unknown, { aborted, reason }: AbortSignal): unknown => {
  if (!aborted || error instanceof AppError) return error
  return reason instanceof Error && reason.cause instanceof AppError ? reason.cause : reason
}

const sayFailure = (error: unknown, log: Log): OllamaRefusal => {
  if (error instanceof AppError) {
    log.info('api.refused', { code: error.code })
    return ollamaError(error)
  }
  const logId = randomBytes(4).toString('hex')
  const refusal = ollamaError(error, logId)
  if (refusal.status === 500) log.error('api.failed', error, { logId })
  return refusal
}
