import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { ApiModel } from '../../core/ports/index.ts'
import { lingerAfterRefusal } from '../refuse.ts'
import { openAiError, type OpenAiRefusal } from './openai-error.ts'
import { modelFor, type Purpose } from './openai-request.ts'
import type { ApiContext, ApiRoute } from './route.ts'
import { openStream, type AnswerStream } from './write-stream.ts'

/** A route whose failures are answered as OpenAI's API has them. */
export const openAiRoute = (method: ApiRoute['method'], path: string, handle: ApiRoute['handle']): ApiRoute => ({
  dialect: 'openai',
  method,
  path,
  handle: async (context) => {
    try {
      await handle(context)
    } catch (error) {
      if (wasLeft(context)) return
      // One who still sends is to hear it.
      if (!context.request.complete && !context.response.headersSent) context.response.setHeader('connection', 'close')
      const { status, body, headers } = sayFailure(error, context)
      answerJson(context, body, status, headers)
      lingerAfterRefusal(context.request)
    }
  },
})

/** Reads what is asked by its schema, and finds its model. A body that is too large is said to be so, and is no prompt that does not fit. */
export const readRequest = async <Schema extends z.ZodType<{ readonly model: string }>>(context: ApiContext, schema: Schema, purpose: Purpose): Promise<{ readonly request: z.output<Schema>; readonly model: ApiModel }> => {
  const json = await context.readJson().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'TOO_LARGE') throw new AppError('TOO_LARGE', error.message, { next: error.next, cause: { status: 413 } })
    throw error
  })
  // Apps look for this code to show their person a choice of models, also where none was named yet.
  if (z.object({ model: z.union([z.literal(''), z.null()]).optional() }).safeParse(json).success) modelFor(context.work, '', purpose)
  const request = schema.parse(json)
  return { request, model: modelFor(context.work, request.model, purpose) }
}

/** Answers with a value. */
export const answerJson = ({ response }: ApiContext, value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void => {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers })
  response.end(JSON.stringify(value))
}

export interface EventStream extends Pick<AnswerStream, 'begun'> {
  /** One event; named where the API names them. */
  send(value: unknown, name?: string): Promise<void>
}

// Apps and what stands between give up on an answer that is silent for a minute or so; a model may take that long to load.
const BEAT = { text: ': still here\n\n', everyMs: 15_000 }

/**
 * Answers with server-sent events, closed by `[DONE]`. What goes wrong after the first of them is an event itself, in the form in which
 * the official client throws it.
 */
export const answerEvents = async (context: ApiContext, tell: (stream: EventStream) => Promise<void>, beat = BEAT): Promise<void> => {
  const stream = openStream(context.response, { contentType: 'text/event-stream; charset=utf-8', signal: context.signal, beat })
  const send: EventStream['send'] = (value, name) => stream.write(`${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`)
  try {
    await tell({
      get begun() {
        return stream.begun
      },
      send,
    })
    stream.end('data: [DONE]\n\n')
  } catch (error) {
    if (!stream.begun || wasLeft(context)) throw error
    const { body } = sayFailure(error, context)
    stream.end(`event: error\ndata: ${JSON.stringify({ ...body.error, ...body, type: 'error' })}\n\n`)
  }
}

/** A fresh id such as `chatcmpl-…`. */
export const newId = (prefix: string): string => `${prefix}${randomBytes(12).toString('hex')}`

/** Seconds since 1970. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000)

const wasLeft = ({ response }: ApiContext): boolean => response.destroyed

/** What is said of a failure, and logged. Where the answer was ended from here, whoever ended it says why. */
const sayFailure = (error: unknown, { signal, log }: ApiContext): OpenAiRefusal => {
  const reason: unknown = signal.aborted && signal.reason instanceof Error ? signal.reason.cause : undefined
  const told = reason instanceof AppError ? reason : error
  const refusal = openAiError(told)
  if (told instanceof AppError) log.info('api.refused', { code: told.code })
  if (told instanceof AppError || refusal.status !== 500) return refusal
  const logId = randomBytes(4).toString('hex')
  log.error('api.failed', told, { logId })
  return openAiError({ status: 500, message: `Something went wrong. The log has the details under ${logId}.` })
}
