import { readFile } from 'node:fs/promises'
import { AppError } from '../../src/contract/errors.ts'
import type { ApiChatRequest, ApiCompleteRequest, ApiEmbedRequest, ApiModel, ApiTranscribeRequest, ApiTranscript, LlmEvent, LocalApiWork } from '../../src/main/core/ports/index.ts'

const modelOf = (id: string, kind: ApiModel['kind']): ApiModel => ({
  id, kind, sizeBytes: 1_000_000, modifiedMs: 1_767_225_600_000, digest: 'ab'.repeat(32), contextTokens: 512, trainTokens: 2048, family: 'llama', parameters: '260K', quantisation: 'F32', chatTemplate: null, licence: null, running: null,
})
export const CHAT_MODEL = modelOf('tiny-chat', 'language')
export const EMBED_MODEL = modelOf('tiny-embed', 'embedding')
export const SPEECH_MODEL = modelOf('tiny-whisper', 'whisper')
const VAD_MODEL = modelOf('tiny-vad', 'vad')

export const ANSWER = 'Once upon a time there was a tiny model that knew few words.'

export interface WorkScript {
  readonly models: readonly ApiModel[]
  /** What a chat tells instead of what this double makes up. */
  readonly chat: (request: ApiChatRequest) => AsyncIterable<LlmEvent> | Iterable<LlmEvent>
  readonly transcript: ApiTranscript
  readonly transcribe: (request: ApiTranscribeRequest) => Promise<void>
}

/**
 * A double of what stands behind the local API, engine and queue: it holds no model, and says the same sentence, or whatever a schema asks for.
 * A word is a token. Whether a real model can do all of this is tested with one elsewhere.
 */
export const createApiWork = (script: Partial<WorkScript> = {}) => {
  const models = script.models ?? [CHAT_MODEL, EMBED_MODEL, SPEECH_MODEL, VAD_MODEL]
  const asked = { chats: [] as ApiChatRequest[], completions: [] as ApiCompleteRequest[], embeds: [] as ApiEmbedRequest[], transcriptions: [] as (ApiTranscribeRequest & { readonly sizeBytes: number })[] }
  // Chats that were ended before they were done.
  const left: ApiChatRequest[] = []
  const notHere = (): never => {
    throw new AppError('UNSUPPORTED', 'This double does not do that.')
  }
  const work: LocalApiWork = {
    models: () => models,
    findModel: (id) => models.find((model) => model.id === id) ?? null,
    chat: async function* chat(_caller, request): AsyncGenerator<LlmEvent, undefined, void> {
      asked.chats.push(request)
      let isDone = false
      try {
        for await (const event of script.chat?.(request) ?? answerTo(request, request.messages.map(({ text }) => text).join(' '))) {
          request.signal.throwIfAborted()
          yield event
        }
        isDone = true
        return undefined
      } finally {
        if (!isDone) left.push(request)
      }
    },
    complete: async function* complete(_caller, request): AsyncGenerator<LlmEvent, undefined, void> {
      asked.completions.push(request)
      yield* answerTo(request, request.prompt)
      return undefined
    },
    embed: async (_caller, request) => {
      asked.embeds.push(request)
      return { vectors: request.texts.map((text) => Float32Array.from([0.6, text.length % 2 === 0 ? 0.8 : -0.8, 0, 0])), tokens: request.texts.reduce((sum, text) => sum + wordsOf(text).length, 0) }
    },
    transcribe: async (_caller, request) => {
      asked.transcriptions.push({ ...request, sizeBytes: (await readFile(request.path)).byteLength })
      await script.transcribe?.(request)
      return script.transcript ?? { text: 'Hello there. Good-bye.', language: 'en', durationSeconds: 3.5, segments: SEGMENTS }
    },
    unload: async () => {},
    load: async () => {},
    pull: notHere,
    remove: async () => {},
  }
  return { work, asked, left }
}

const SEGMENTS = [
  { startSeconds: 0.5, endSeconds: 1.25, text: ' Hello there.', words: [{ startSeconds: 0.5, endSeconds: 0.8, text: ' Hello', probability: 0.9 }, { startSeconds: 0.8, endSeconds: 1.25, text: ' there.', probability: 0.8 }] },
  { startSeconds: 3, endSeconds: 3.5, text: ' Good-bye.', words: [{ startSeconds: 3, endSeconds: 3.5, text: ' Good-bye.' }] },
]

const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/g) ?? []

function* answerTo(request: Omit<ApiChatRequest, 'messages'>, prompt: string): Generator<LlmEvent, undefined, void> {
  const promptTokens = wordsOf(prompt).length
  const contextTokens = request.contextTokens ?? 512
  if (promptTokens >= contextTokens) throw new AppError('TOO_LARGE', `The prompt takes ${promptTokens} tokens, which is ${promptTokens - contextTokens} more than the ${contextTokens} that this model holds.`)
  yield { type: 'start', promptTokens, reusedTokens: 1, contextTokens }
  if (request.thinking === true) yield { type: 'thinking', text: 'Let me see.' }
  const choice = request.toolChoice
  const called = typeof choice === 'object' ? request.tools?.filter(({ name }) => name === choice.name) : choice === 'required' ? request.tools?.slice(0, 2) : []
  if (called !== undefined && called.length > 0) {
    for (const { name, inputSchema } of called) yield { type: 'tool', name, input: fitting(inputSchema) }
    yield { type: 'usage', tokensIn: promptTokens, tokensOut: 5, firstTokenMs: 1, tokensPerSecond: 30 }
    yield { type: 'done', stopReason: 'tool' }
    return undefined
  }
  const full = request.schema === undefined ? ANSWER : JSON.stringify(fitting(request.schema))
  const ends = (request.stop ?? []).map((stop) => full.indexOf(stop)).filter((at) => at >= 0)
  const words = wordsOf(full.slice(0, Math.min(full.length, ...ends)))
  const told = words.slice(0, request.maxTokens ?? words.length)
  for (const text of told) {
    yield { type: 'delta', text, ...(request.logprobs !== undefined && { chances: [{ text, logprob: -0.5, others: Array.from({ length: request.logprobs }, (_, index) => ({ text: `w${index}`, logprob: index === 0 ? -Infinity : -index })) }] }) }
  }
  yield { type: 'usage', tokensIn: promptTokens, tokensOut: told.length, firstTokenMs: 1, tokensPerSecond: 30 }
  yield { type: 'done', stopReason: told.length < words.length ? 'length' : 'end' }
  return undefined
}

/** Some value that fits a schema, of the kinds that the tests ask for. */
const fitting = (schema: Readonly<Record<string, unknown>>): unknown => {
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  if ('const' in schema) return schema['const']
  if (schema['type'] === 'object') return Object.fromEntries(Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>).map(([name, inner]) => [name, fitting(inner)]))
  if (schema['type'] === 'array') return [fitting((schema['items'] ?? {}) as Record<string, unknown>)]
  if (schema['type'] === 'integer' || schema['type'] === 'number') return 7
  if (schema['type'] === 'boolean') return true
  return 'some words'
}
