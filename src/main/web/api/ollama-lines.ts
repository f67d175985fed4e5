import { AppError } from '../../../contract/errors.ts'
import { isAbort, ollamaError } from './ollama-error.ts'
import type { ApiContext } from './route.ts'
import { openStream } from './write-stream.ts'

/**
 * Writes each value as a line of JSON, as fast as it is read. What fails before the first line is thrown, and answered with its status;
 * what fails later is a last line with `error`.
 */
export const streamLines = async (context: ApiContext, values: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> => {
  const { response, signal, log } = context
  const stream = openStream(response, { contentType: 'application/x-ndjson', signal })
  try {
    for await (const value of values) await stream.write(toLine(value))
    stream.end()
  } catch (error) {
    if (!stream.begun) throw error
    // Its time was up, or its token was taken back: whoever still listens is told.
    const reason: unknown = isAbort(error) && signal.aborted ? signal.reason : error
    if (isAbort(reason)) response.destroy()
    else stream.end(toLine(ollamaError(reason, log).body))
  }
}

/** A value that cannot be had in the middle of what it is made of. */
export const brokeOff = (): AppError => new AppError('CUT_OFF', 'The answer broke off.', { next: 'Ask again.' })

const toLine = (value: unknown): string => `${JSON.stringify(value)}\n`
