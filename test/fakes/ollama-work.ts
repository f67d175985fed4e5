import { AppError } from '../../src/contract/errors.ts'
import type { ApiCaller, ApiChatRequest, ApiCompleteRequest, ApiEmbedRequest, ApiModel, LlmEvent, LocalApiWork } from '../../src/main/core/ports/index.ts'

/** What was asked of the double, in order. */
export interface AskedOfWork {
  readonly method: string
  readonly caller: ApiCaller
  readonly request: unknown
}

/** A model that the double knows; none of its words come from one. */
export const MODEL: ApiModel = {
  id: 'gemma-3-4b-it-Q4_K_M', kind: 'language', sizeBytes: 2_489_757_856, modifiedMs: Date.UTC(2026, 0, 2), digest: 'ab'.repeat(32),
  contextTokens: 8192, trainTokens: 131_072, family: 'gemma3', parameters: '4B', quantisation: 'Q4_K_M', chatTemplate: '{% if tools %}{{ tools }}{% endif %}', licence: 'Gemma', running: null,
}
export const EMBEDDER: ApiModel = { ...MODEL, id: 'nomic-embed-text-v1.5-Q8_0', kind: 'embedding', chatTemplate: null, running: { memoryBytes: 300_000_000, expiresMs: Date.UTC(2030, 0, 1) } }
export const ELSEWHERE: ApiModel = { ...MODEL, id: 'Workshop/llama-70b', kind: 'elsewhere', sizeBytes: 0, chatTemplate: null, quantisation: null }
export const SPEAKER: ApiModel = { ...MODEL, id: 'ggml-base', kind: 'whisper' }

export const CONTEXT_WORDS = 50

async function* steps(): ReturnType<LocalApiWork['pull']> {
  yield { words: 'asking the source', digest: null, totalBytes: null, completedBytes: null }
  for (const completedBytes of [0, 50, 100]) yield { words: 'fetching', digest: 'cd'.repeat(32), totalBytes: 100, completedBytes }
  return undefined
}

/** Stands in for the queue and the engines behind the API: says the words of the last message back, one a piece. Not a model. */
export const createOllamaWork = (changes: Partial<LocalApiWork> = {}): LocalApiWork & { readonly asked: AskedOfWork[]; readonly stopped: () => number } => {
  const asked: AskedOfWork[] = []
  const models = [MODEL, EMBEDDER, ELSEWHERE, SPEAKER]
  let stopped = 0
  const note = (method: string, caller: ApiCaller, request: unknown): void => void asked.push({ method, caller, request })

  async function* say(text: string, request: ApiChatRequest | ApiCompleteRequest): AsyncGenerator<LlmEvent, undefined, void> {
    const words = text.split(/(?<= )/).filter((word) => word !== '')
    if (words.length > CONTEXT_WORDS) throw new AppError('TOO_LARGE', `The prompt takes ${words.length} tokens, and the model holds ${CONTEXT_WORDS}: ${words.length - CONTEXT_WORDS} too many.`, { next: 'Shorten it, or ask with a larger num_ctx.' })
    let ended = false
    try {
      yield { type: 'start', promptTokens: words.length, reusedTokens: 0, contextTokens: CONTEXT_WORDS }
      const limit = request.maxTokens ?? Infinity
      for (const [index, word] of words.entries()) {
        if (index >= limit) break
        request.signal.throwIfAborted()
        await new Promise((resolve) => setImmediate(resolve))
        yield { type: 'delta', text: word, ...(request.logprobs !== undefined && { chances: [{ text: word, logprob: -0.5, others: [{ text: 'other', logprob: -2 }].slice(0, request.logprobs) }] }) }
      }
      ended = true
      yield { type: 'usage', tokensIn: words.length, tokensOut: Math.min(words.length, limit), firstTokenMs: 1, tokensPerSecond: 100 }
      yield { type: 'done', stopReason: words.length > limit ? 'length' : 'end' }
    } finally {
      if (!ended) stopped++
    }
  }

  async function* chat(caller: ApiCaller, request: ApiChatRequest): AsyncGenerator<LlmEvent, undefined, void> {
    note('chat', caller, request)
    const last = request.messages.at(-1)
    if (request.tools !== undefined && last?.role === 'user') {
      yield { type: 'start', promptTokens: 3, reusedTokens: 0, contextTokens: CONTEXT_WORDS }
      for (const { name } of request.tools) yield { type: 'tool', name, input: { city: 'Paris' } }
      yield { type: 'usage', tokensIn: 3, tokensOut: 5, firstTokenMs: 1, tokensPerSecond: 100 }
      yield { type: 'done', stopReason: 'tool' }
      return
    }
    if (request.thinking === true) yield { type: 'thinking', text: 'Hm.' }
    yield* say(request.schema === undefined ? (last?.text ?? '') : '{"said": true}', request)
  }

  return {
    asked,
    stopped: () => stopped,
    models: () => models,
    findModel: (id) => models.find((model) => model.id === id) ?? null,
    chat,
    complete: (caller, request) => {
      note('complete', caller, request)
      return say(request.prompt, request)
    },
    embed: async (caller, request: ApiEmbedRequest) => {
      note('embed', caller, request)
      if (request.texts.some((text) => text.split(' ').length > CONTEXT_WORDS)) throw new AppError('TOO_LARGE', 'Text 1 takes 60 tokens, and the model holds 50: 10 too many.')
      return { vectors: request.texts.map((text) => Float32Array.from([0.6, text.length > 0 ? 0.8 : 0, 0])), tokens: request.texts.length * 2 }
    },
    transcribe: async () => {
      throw new AppError('NO_MODEL', 'There is no model for speech.')
    },
    unload: async (caller, model) => note('unload', caller, { model }),
    load: async (caller, model, options) => note('load', caller, { model, ...options }),
    pull: (caller, ref) => {
      note('pull', caller, { ref })
      return steps()
    },
    remove: async (caller, model) => note('remove', caller, { model }),
    ...changes,
  }
}
