import type { ServerResponse } from 'node:http'

/** What stands for "still here" while nothing is said, where the format has such a thing. */
export interface Beat {
  readonly text: string
  readonly everyMs: number
}

export interface StreamOptions {
  /** `text/event-stream`, `application/x-ndjson`. */
  readonly contentType: string
  readonly signal: AbortSignal
  readonly beat?: Beat | undefined
}

export interface AnswerStream {
  /** Whether something went out: from then on a failure cannot be an answer of its own. */
  readonly begun: boolean
  /** Resolves when there is room for more; rejects with AbortError when the reader is gone. */
  write(text: string): Promise<void>
  /** Ends the answer, with some last words or without. */
  end(text?: string): void
}

/**
 * Writes an answer as fast as its reader reads, each piece at once. The status goes out with the first piece, so that what fails before is
 * still answered as a failure. A reader who leaves is an abort.
 */
export const openStream = (response: ServerResponse, { contentType, signal, beat }: StreamOptions): AnswerStream => {
  let quiet = true
  const begin = (): void => {
    if (response.headersSent) return
    // No proxy in between may gather it, or make it smaller.
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' })
  }
  const tick = (): void => {
    if (quiet && beat !== undefined && isOpen(response) && response.writableLength === 0) {
      begin()
      response.write(beat.text)
    }
    quiet = true
  }
  const timer = beat === undefined ? null : setInterval(tick, beat.everyMs).unref()
  const still = (): void => {
    if (timer !== null) clearInterval(timer)
  }
  response.once('close', still)

  return {
    get begun() {
      return response.headersSent
    },
    write: async (text) => {
      signal.throwIfAborted()
      if (!isOpen(response)) throw left()
      quiet = false
      begin()
      if (!response.write(text)) await roomIn(response, signal)
    },
    end: (text) => {
      still()
      if (!isOpen(response)) return
      begin()
      response.end(text)
    },
  }
}

const isOpen = (response: ServerResponse): boolean => !response.destroyed && !response.writableEnded

const left = (): DOMException => new DOMException('The reader left.', 'AbortError')

const roomIn = (response: ServerResponse, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (done: () => void) => (): void => {
      response.off('drain', onDrain)
      response.off('close', onClose)
      signal.removeEventListener('abort', onAbort)
      done()
    }
    const onDrain = settle(resolve)
    const onClose = settle(() => reject(left()))
    const onAbort = settle(() => reject(signal.reason))
    response.once('drain', onDrain)
    response.once('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
    // What happened before anyone listened is not told again.
    if (signal.aborted) onAbort()
    else if (response.destroyed) onClose()
  })
