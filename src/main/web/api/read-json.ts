import type { IncomingMessage } from 'node:http'
import { AppError } from '../../../contract/errors.ts'

const MOST_LEVELS = 500

/** Reads a body as JSON, up to so many bytes. Rejects BAD_REQUEST, TOO_LARGE, or with the signal's reason. */
export const readJson = async (request: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<unknown> => {
  const body = await readBody(request, maxBytes, signal)
  const value = parse(body)
  if (isDeeperThan(value, MOST_LEVELS)) throw new AppError('BAD_REQUEST', `What was sent is nested more than ${MOST_LEVELS} levels deep.`)
  return value
}

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'What was sent is not JSON.', { cause })
  }
}

// Level by level: what is deeper would exhaust the stack of all that walks it, the way to the engine included.
const isDeeperThan = (value: unknown, levels: number): boolean => {
  let level: readonly object[] = typeof value === 'object' && value !== null ? [value] : []
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= levels) return true
    level = level.flatMap((each) => Object.values(each).filter((inner): inner is object => typeof inner === 'object' && inner !== null))
  }
  return false
}

/** What is said of a body that is longer than the settings allow. */
export const tooLarge = (maxBytes: number): string => `The request is longer than the ${Math.round(maxBytes / 100_000) / 10} MB that it may be. The settings have the limit: api.maxBodyMegabytes.`

// By events: the request is left as it is when this ends early, so that there is a way left to answer by.
const readBody = (request: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let bytes = 0
    const settle = (): void => {
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken)
      signal.removeEventListener('abort', onAbort)
      // Paused, a sender of more would wait for ever.
      request.resume()
    }
    const fail = (error: unknown): void => {
      settle()
      reject(error as Error)
    }
    const onData = (part: Buffer): void => {
      bytes += part.length
      if (bytes > maxBytes) fail(new AppError('TOO_LARGE', tooLarge(maxBytes)))
      else parts.push(part)
    }
    const onEnd = (): void => {
      settle()
      resolve(Buffer.concat(parts))
    }
    const onBroken = (): void => fail(signal.aborted ? signal.reason : new AppError('BAD_REQUEST', 'The request broke off before its end.'))
    const onAbort = (): void => fail(signal.reason)
    if (signal.aborted) return onAbort()
    if (request.destroyed && !request.complete) return onBroken()
    signal.addEventListener('abort', onAbort, { once: true })
    request.on('data', onData).once('end', onEnd).once('error', onBroken).once('close', onBroken)
  })
