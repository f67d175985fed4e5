import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { AnswerLimits, GateResponse, HttpDraft, LedgerEnd, Redacted, SendOptions } from '../../core/ports/index.ts'
import type { Way } from './connect.ts'
import type { Connection, Connections } from './connections.ts'
import { decodersFor } from './decode.ts'
import { failureOf, ledgerCut, notPermitted, upstream } from './failures.ts'

/** The longest an answer may keep silent, take in all, and be. */
export interface GateLimits extends AnswerLimits {
  readonly silentMs: number
}

// A timer for longer rings at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface Exchange {
  readonly response: Promise<GateResponse>
  /** Settles when its row is finished. */
  readonly ended: Promise<void>
  /** Ends it at once, with the reason that whoever reads gets. */
  abort(reason: Error): void
}

/** Sends one draft over one connection, and finishes its row exactly once, however it ends. */
export const startExchange = (deps: {
  readonly connections: Connections
  readonly limits: GateLimits
  readonly monotonic: () => number
  readonly finish: (end: LedgerEnd) => void
  readonly way: Omit<Way, 'signal'>
  readonly draft: HttpDraft
  readonly secrets: Readonly<Record<string, Redacted>>
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly usage: SendOptions['usage']
}): Exchange => {
  const { connections, limits, way, draft, signal } = deps
  const host = way.hostname
  const startedMs = deps.monotonic()
  const ending = new AbortController()
  const ended = Promise.withResolvers<void>()
  let connection: Connection | null = null
  let status: number | null = null
  let isEnded = false
  /** The first thing that went wrong; everything after it is its echo. */
  let failure: Error | null = null

  const stop = (reason: Error, outcome: 'aborted' | 'failed'): void => {
    failure ??= reason
    ending.abort(failure)
    end(outcome)
  }
  const fail = (reason: Error): void => stop(reason, 'failed')
  const abort = (reason: Error): void => stop(reason, 'aborted')
  const onAbort = (): void => abort(asAbort(signal.reason))
  signal.addEventListener('abort', onAbort, { once: true })
  const headTimer = setTimeout(() => fail(upstream(host, 'did not answer in time.')), deps.timeoutMs)
  const totalTimer = setTimeout(() => fail(upstream(host, 'took too long and was cut off.')), Math.min(limits.totalMs, LONGEST_TIMER_MS))

  const end = (outcome: LedgerEnd['outcome']): void => {
    if (isEnded) return
    isEnded = true
    clearTimeout(headTimer)
    clearTimeout(totalTimer)
    signal.removeEventListener('abort', onAbort)
    const wire = connection?.wire() ?? { bytesOut: 0, bytesIn: 0 }
    if (outcome === 'sent') connection?.release()
    else connection?.destroy()
    try {
      deps.finish({ outcome, address: connection?.address ?? null, status, ...wire, durationMs: deps.monotonic() - startedMs, ...tokens(deps.usage) })
    } catch (error) {
      failure = ledgerCut(error)
      ending.abort(failure)
    }
    ended.resolve()
  }

  const ask = async (lent: Connection): Promise<Dispatcher.ResponseData> => {
    if (isEnded) {
      lent.destroy()
      throw failure ?? ending.signal.reason
    }
    connection = lent
    const { pathname, search } = new URL(draft.url)
    try {
      return await lent.client.request({
        path: pathname + search,
        method: draft.method as Dispatcher.HttpMethod,
        headers: { ...draft.headers, ...Object.fromEntries(Object.entries(deps.secrets).map(([name, value]) => [name, value.reveal()])) },
        body: draft.body,
        signal: ending.signal,
      })
    } catch (error) {
      // It stood idle, the server had ended it, and not a byte left: the same over a new one sends nothing twice.
      if (isEnded || !lent.wasIdle || lent.wire().bytesOut > 0) throw error
      lent.destroy()
      return ask(await connections.open({ ...way, signal: ending.signal }))
    }
  }

  const open = async (): Promise<GateResponse> => {
    const answer = await ask(await connections.lend({ ...way, signal: ending.signal }))
    clearTimeout(headTimer)
    status = answer.statusCode
    answer.body.on('error', () => undefined)
    // Given up in the moment its head arrived.
    if (isEnded) throw failure ?? new Error('It ended.')
    const headers = toHeaders(answer.headers)
    if (draft.method === 'HEAD' || status === 204 || status === 304) {
      answer.body.resume()
      if (!answer.body.readableEnded) await once(answer.body, 'end')
      end('sent')
      if (failure !== null) throw failure
      return { status, headers, body: null, address: connection?.address ?? '' }
    }
    return { status, headers, body: toStream(decode(answer.body, headers)), address: connection?.address ?? '' }
  }

  /** The body as it was meant; its end, its failure and the reader's leaving all end the exchange. */
  const decode = (body: Readable, headers: Headers): Readable => {
    const decoders = decodersFor(headers.get('content-encoding') ?? '')
    if (decoders === null || decoders.length === 0) return body
    headers.delete('content-encoding')
    headers.delete('content-length')
    // Their failure arrives as the last one's `error`, which `toStream` hears.
    return pipeline([body, ...decoders], () => undefined) as unknown as Readable
  }

  const toStream = (source: Readable): ReadableStream<Uint8Array> => {
    let bytes = 0
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        source.pause()
        source.on('data', (chunk: Buffer) => {
          bytes += chunk.byteLength
          if (bytes > limits.responseBytes) return fail(upstream(host, 'sent more than it may, and was cut off.'))
          if (isEnded) return
          controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
          if ((controller.desiredSize ?? 0) <= 0) source.pause()
        })
        source.once('end', () => {
          end('sent')
          if (failure === null) controller.close()
        })
        const onError = (error: Error): void => fail(failureOf(error, host, true))
        source.on('error', onError)
        source.once('close', () => {
          if (!source.readableEnded) onError(new Error('cut'))
        })
        ending.signal.addEventListener('abort', () => controller.error(failure), { once: true })
      },
      pull: () => void source.resume(),
      cancel: () => abort(new DOMException('The reader left.', 'AbortError')),
    })
  }

  const response = open().catch((error: unknown) => {
    fail(failureOf(error, host, connection !== null))
    throw failure
  })
  return { response, ended: ended.promise, abort }
}

/** An abort may carry anything as its reason, even nothing that is an error. */
const asAbort = (reason: unknown): Error => (reason instanceof Error ? reason : new DOMException('The request was given up.', 'AbortError'))

const tokens = (usage: SendOptions['usage']): Pick<LedgerEnd, 'tokensIn' | 'tokensOut' | 'priceUsd'> => {
  try {
    return usage?.() ?? { tokensIn: null, tokensOut: null, priceUsd: null }
  } catch {
    return { tokensIn: null, tokensOut: null, priceUsd: null }
  }
}

const toHeaders = (raw: Dispatcher.ResponseData['headers']): Headers => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw)) {
    // Nothing here keeps a cookie, and nobody behind here has use for one.
    if (name === 'set-cookie' || value === undefined) continue
    try {
      for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each)
    } catch {
      throw notPermitted('the answer carries a header that cannot be read.', 'Try again.')
    }
  }
  return headers
}
