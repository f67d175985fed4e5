import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import type { Destination } from '../../src/contract/privacy.ts'
import { createAnthropic } from '../../src/main/adapters/anthropic/index.ts'
import { createOpenAiCompatible } from '../../src/main/adapters/openai-compatible/index.ts'
import type { PriceTable } from '../../src/main/core/lib/prices.ts'
import type { Clock, CloudEvent, CloudModel, HttpDraft, SendDraft } from '../../src/main/core/ports/index.ts'
import { anthropicError, anthropicErrorEvent, anthropicEvents, anthropicModels, anthropicSays, openaiError, openaiErrorEvent, openaiEvents, openaiModels, openaiSays } from '../provider/index.ts'
import type { Provider, Reply, Said } from '../provider/index.ts'

export const KEY = 'sk-planted-1234567890'
/** Must turn up in no error. */
export const SECRET_TEXT = 'Zwetschgenkuchen'
export const prices: PriceTable = [{ host: '127.0.0.1', source: 'test', asOf: '2026-01-01', models: { priced: { input: 1, output: 10, cached: 0.1, cacheWrite: 1.25 } } }]

/** Sends a draft over loopback as the gate would: the key is added here, and the answer streams. */
export const plainSend = (sent: HttpDraft[] = []): SendDraft => (draft, { signal }) => {
  sent.push(draft)
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(draft.url, { method: draft.method, headers: { ...draft.headers, authorization: `Bearer ${KEY}` }, signal, agent: false }, (incoming) => {
      const headers = new Headers()
      for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers.set(name, value)
      incoming.on('error', () => undefined)
      resolve({ status: incoming.statusCode ?? 0, headers, body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, address: '127.0.0.1' })
    })
    outgoing.on('error', reject)
    outgoing.end(draft.body ?? undefined)
  })
}

/** An adapter, with how its provider says things. */
export interface CloudKind {
  readonly name: string
  readonly create: (clock: Pick<Clock, 'sleep'>) => CloudModel
  readonly destination: (provider: Provider) => Destination
  readonly says: (said: Said) => Reply
  readonly events: (said: Said) => readonly { readonly event?: string; readonly data: string }[]
  readonly error: (status: number, type: string, message?: string, headers?: Readonly<Record<string, string>>) => Reply
  readonly errorEvent: { readonly event?: string; readonly data: string }
  readonly models: (ids: readonly string[]) => Reply
  readonly path: string
  readonly stop: string
  readonly stopAtLimit: string
  readonly tooLong: Reply
  /** After this text of an answer it is not whole yet. */
  readonly early: string
  /** After this text it is, though the end is missing. */
  readonly late: string
}

export const kinds: readonly CloudKind[] = [
  {
    name: 'Anthropic',
    create: (clock) => createAnthropic({ prices, clock }),
    destination: ({ url }) => ({ name: 'Claude', provider: 'anthropic', url, zone: 'cloud', credential: 'claude' }),
    says: anthropicSays,
    events: anthropicEvents,
    error: anthropicError,
    errorEvent: anthropicErrorEvent(),
    models: anthropicModels,
    path: '/v1/messages',
    stop: 'end_turn',
    stopAtLimit: 'max_tokens',
    tooLong: anthropicError(400, 'invalid_request_error', `prompt is too long: 250000 tokens > 200000 maximum (${SECRET_TEXT})`),
    early: 'aus ',
    late: '"stop_sequence":null},"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":7}}\n\n',
  },
  {
    name: 'OpenAI-compatible',
    create: (clock) => createOpenAiCompatible({ prices, clock }),
    destination: ({ openaiUrl }) => ({ name: 'GPT', provider: 'openai', url: openaiUrl, zone: 'cloud', credential: 'gpt' }),
    says: openaiSays,
    events: (said) => [...openaiEvents(said), { data: '[DONE]' }],
    error: openaiError,
    errorEvent: openaiErrorEvent('overloaded_error'),
    models: openaiModels,
    path: '/v1/chat/completions',
    stop: 'stop',
    stopAtLimit: 'length',
    tooLong: openaiError(400, 'context_length_exceeded', `This model's maximum context length is 8192 tokens (${SECRET_TEXT})`),
    early: 'aus ',
    late: '"finish_reason":"stop"}],"usage":null}\n\n',
  },
]

export const collect = async (events: AsyncIterable<CloudEvent>): Promise<{ readonly events: readonly CloudEvent[]; readonly error: unknown }> => {
  const seen: CloudEvent[] = []
  try {
    for await (const event of events) seen.push(event)
    return { events: seen, error: null }
  } catch (error) {
    return { events: seen, error }
  }
}

export const textOf = (events: readonly CloudEvent[]): string => events.flatMap((event) => (event.type === 'delta' ? [event.text] : [])).join('')

/** How long an adapter reads a refusal at most. */
export const FAULT_READ_MS = 5_000
export const never = new AbortController().signal
