import { AppError } from '../../../contract/errors.ts'
import type { Destination } from '../../../contract/privacy.ts'
import type { Clock, GateResponse, HttpDraft, SendDraft, SendOptions } from '../ports/index.ts'
import { cutOff, failureOf, readFault, unreadable } from './provider-failures.ts'

const MAX_RETRIES = 2
const MAX_WAIT_SECONDS = 20
const BACKOFF_SECONDS = [1, 3] as const
const MAX_FAULT_BYTES = 65_536
const FAULT_READ_MS = 5_000
// For the end of a body whose last word has come.
const LAST_READ_MS = 2_000
// What a request needs, and nothing that says which program, runtime or machine made it; a variable of the environment
// (`ANTHROPIC_CUSTOM_HEADERS`, `OPENAI_ORG_ID`) adds none either. The key's header is not among them: `send` sets it.
const KEPT_HEADERS = new Set(['accept', 'content-type', 'anthropic-version'])

/** In place of a key, which an SDK never holds. */
export const PLACEHOLDER_KEY = 'placeholder'
/** Longest time a timer takes: a person who thinks over an ask is no timeout. The gate has timeouts of its own. */
export const NO_TIMEOUT_MS = 2_147_483_647

export interface SdkCall {
  /** The SDK's only way out: its own serialised request goes to `send` as a draft. */
  readonly fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** What to tell of an error that came out of the SDK: what failed below it, and else what the error says of the answer. */
  readonly explain: (error: unknown) => Error
}

/**
 * Stands between an SDK and the gate for one call. A refusal that says the request was not taken (429, 503, 529) is tried
 * again with the same bytes after the wait that it names, a few times; nothing else is: what may have been accepted is
 * never sent twice.
 */
export const createSdkCall = (options: {
  readonly destination: Destination
  readonly model: string | null
  readonly send: SendDraft
  readonly signal: AbortSignal
  readonly clock: Pick<Clock, 'sleep'>
  readonly usage?: SendOptions['usage']
  /** Whether nothing of the answer is missing: what an SDK then leaves unread is read here. */
  readonly isWhole?: () => boolean
}): SdkCall => {
  const { destination, model, send, clock } = options
  let failure: unknown = null
  let started = false
  let ended = false

  const attempt = async (draft: HttpDraft, signal: AbortSignal): Promise<Response> => {
    for (let retry = 0; ; retry += 1) {
      const response = await send(draft, { signal, ...(options.usage ? { usage: options.usage } : {}) })
      if (response.status >= 200 && response.status < 300) {
        started = true
        if (!isAnswer(response.headers, model)) throw unreadable(destination)
        const body = response.body && watched(response.body, { signal, clock, isWhole: options.isWhole ?? (() => false), onFailure: (error) => (failure ??= error), onEnd: () => (ended = true) })
        return new Response(body, { status: response.status, headers: response.headers })
      }
      const fault = readFault(response.status, await readBody(response, clock, signal), retryAfterSeconds(response.headers))
      const waitSeconds = mayRetry(response, fault.type) && retry < MAX_RETRIES ? (fault.retryAfterSeconds ?? BACKOFF_SECONDS[retry] ?? null) : null
      if (waitSeconds === null || waitSeconds > MAX_WAIT_SECONDS) throw failureOf(destination, model, fault)
      await clock.sleep(waitSeconds * 1000, signal)
    }
  }

  return {
    fetch: async (url, init = {}) => {
      const signal = init.signal ?? options.signal
      try {
        return await attempt(toDraft(url, init), signal)
      } catch (error) {
        // Kept here, for an SDK wraps what its fetch throws into an error of its own.
        failure ??= error
        throw error
      }
    },
    explain: (error) => {
      if (options.signal.aborted) return abortError()
      if (failure instanceof AppError) return failure
      if (error instanceof AppError) return error
      // What `send` rejects with is told as it is; a bug of ours among it stays one.
      if (!started) return failure instanceof Error ? failure : unreadable(destination)
      // Nobody here asked for an end: the connection did.
      const isCut = failure !== null || (ended && model !== null) || isAbort(error)
      return isCut ? cutOff(destination) : streamFault(destination, model, error)
    },
  }
}

/** Passes an answer's events on, and tells of a failure what the call knows of it. */
export async function* explained<Event>(call: SdkCall, events: () => AsyncGenerator<Event, void, void>): AsyncGenerator<Event, undefined, void> {
  try {
    yield* events()
  } catch (error) {
    throw call.explain(error)
  }
  return undefined
}

// An error event in the stream: SDKs throw it with its JSON as `error`. What else is thrown is a text that is no JSON.
const streamFault = (destination: Destination, model: string | null, error: unknown): AppError => {
  const body = error instanceof Error && 'error' in error ? error.error : undefined
  return body === undefined ? unreadable(destination) : failureOf(destination, model, readFault(null, body, null))
}

const toDraft = (url: string | URL | Request, init: RequestInit): HttpDraft => {
  if (typeof url !== 'string' && !(url instanceof URL)) throw new TypeError('An SDK gave a request that was built already.')
  const headers: Record<string, string> = {}
  new Headers(init.headers).forEach((value, name) => {
    if (KEPT_HEADERS.has(name)) headers[name] = value
  })
  // What is counted is what came, so nothing is compressed.
  return { method: (init.method ?? 'GET').toUpperCase(), url: String(url), headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'Freehold' }, body: toBytes(init.body) }
}

const toBytes = (body: RequestInit['body']): Uint8Array | null => {
  if (body === null || body === undefined) return null
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  throw new TypeError('An SDK gave a body that is no text.')
}

// A page for people (a sign-in of the network, the wrong port) is no answer; an SDK would take it for an empty one.
const isAnswer = (headers: Headers, model: string | null): boolean => {
  const type = headers.get('content-type') ?? ''
  return model === null ? type.includes('json') : !type.includes('html')
}

// 429 for a spent budget is no matter of waiting.
const mayRetry = ({ status, headers }: GateResponse, type: string): boolean =>
  (status === 429 || status === 503 || status === 529) && type !== 'insufficient_quota' && headers.get('x-should-retry') !== 'false' && (status !== 429 || headers.has('retry-after'))

const retryAfterSeconds = (headers: Headers): number | null => {
  const text = headers.get('retry-after')
  if (text === null) return null
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(text)
  // Against the server's own clock, where it tells it.
  const from = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) || Number.isNaN(from) ? null : Math.max(0, (date - from) / 1000)
}

/** The JSON of a refusal, or its text; as much as came in time. */
const readBody = async ({ body }: GateResponse, clock: Pick<Clock, 'sleep'>, signal: AbortSignal): Promise<unknown> => {
  if (body === null) return null
  const reader = body.getReader()
  const late = new AbortController()
  const decoder = new TextDecoder()
  let text = ''
  const read = async (): Promise<void> => {
    for (let piece = await reader.read(); !piece.done && text.length < MAX_FAULT_BYTES; piece = await reader.read()) text += decoder.decode(piece.value, { stream: true })
  }
  await Promise.race([read(), clock.sleep(FAULT_READ_MS, AbortSignal.any([signal, late.signal]))]).catch(() => undefined)
  late.abort()
  await reader.cancel().catch(() => undefined)
  if (signal.aborted) throw abortError()
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

interface Watching {
  readonly signal: AbortSignal
  readonly clock: Pick<Clock, 'sleep'>
  readonly isWhole: () => boolean
  readonly onFailure: (error: unknown) => void
  readonly onEnd: () => void
}

const watched = (body: ReadableStream<Uint8Array>, { signal, clock, isWhole, onFailure, onEnd }: Watching): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  /** An SDK leaves at the last word; left there, the record would say that the answer was broken off. */
  const readRest = async (): Promise<void> => {
    const late = new AbortController()
    const read = async (): Promise<void> => {
      while (!(await reader.read()).done);
      onEnd()
    }
    await Promise.race([read(), clock.sleep(LAST_READ_MS, AbortSignal.any([signal, late.signal]))]).catch(() => undefined)
    late.abort()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const stop = (): void => {
          controller.error(abortError())
          void reader.cancel().catch(() => undefined)
        }
        signal.addEventListener('abort', stop, { once: true })
      },
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read()
          if (signal.aborted) return
          if (!done) return controller.enqueue(value)
          onEnd()
          controller.close()
        } catch (error) {
          onFailure(error)
          if (!signal.aborted) controller.error(error)
        }
      },
      cancel: async (reason) => {
        if (isWhole() && !signal.aborted) await readRest()
        await reader.cancel(reason)
      },
    },
    // One piece is read when one is asked for, so that an end is an end that the SDK has seen.
    { highWaterMark: 0 },
  )
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'
const abortError = (): DOMException => new DOMException('It was stopped.', 'AbortError')
