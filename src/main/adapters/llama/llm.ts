import type { ModelFile } from '../../../contract/models.ts'
import type { EngineCall, Engines, EngineSpec, Llm, LlmCallOptions, LlmChatRequest, LlmCompleteRequest, LlmTurn } from '../../core/ports/index.ts'
import { askWriter } from './ask-writer.ts'
import { type ChatParams, type CompleteJsonParams, type CompleteParams, type CountChatParams, type CountParams, EmbeddedSchema, type EmbedParams, TokensSchema, type Turns } from './calls.ts'
import { chooseContextTokens } from './context-tokens.ts'
import { readTrainTokens } from './model-header.ts'

type Ask = Pick<EngineCall, 'order' | 'user' | 'keepAliveMinutes'>

/** A language model of this machine in a child process; `threads` and `contextTokens` 0 choose. */
export const createLlama = (deps: {
  readonly engines: Engines
  readonly threads: () => number
  readonly contextTokens?: (model: ModelFile) => number
  readonly contextType?: () => 'f16' | 'q8_0'
}): Llm => {
  const trainTokens = new Map<string, number | null>()

  const trainTokensOf = ({ path, sizeBytes }: ModelFile): number | null => {
    const key = `${sizeBytes} ${path}`
    const known = trainTokens.get(key)
    if (known !== undefined) return known
    const read = readTrainTokens(path)
    // A file that is only being fetched tells later.
    if (read !== null) trainTokens.set(key, read)
    return read
  }

  /** Who asks for less than the others have takes what is there: a context that grows and shrinks would be loaded each time. */
  const tokensFor = (model: ModelFile, { contextTokens = 0 }: LlmCallOptions): number | null => {
    const train = trainTokensOf(model)
    const usual = deps.contextTokens?.(model) ?? 0
    return train === null ? null : Math.max(chooseContextTokens(usual, train), Math.min(contextTokens, train))
  }

  const specOf = (model: ModelFile, options: LlmCallOptions = {}): EngineSpec => {
    const spec = { kind: 'llama', modelPath: model.path, threads: deps.threads(), contextTokens: tokensFor(model, options) ?? 0 } as const
    return deps.contextType === undefined ? spec : { ...spec, contextType: deps.contextType() }
  }

  const call = (model: ModelFile, method: string, params: unknown, signal: AbortSignal, ask: Ask = {}): Promise<unknown> =>
    deps.engines.call(specOf(model), { method, params, signal, ...ask })

  const write = (method: string, params: unknown, request: LlmChatRequest | LlmCompleteRequest): ReturnType<Llm['chat']> => {
    const { model, user, keepAliveMinutes, turn, signal } = request
    return askWriter({ method, params, user, keepAliveMinutes, order: turn === 'together' ? 'together' : 'urgent', signal }, (one) => deps.engines.call(specOf(model, request), one))
  }

  return {
    completeJson: ({ model, system, prompt, schema, maxTokens, signal, user }) =>
      call(model, 'completeJson', { system, prompt, schema, maxTokens } satisfies CompleteJsonParams, signal, { user }),
    countTokens: async (model, text, signal) => TokensSchema.parse(await call(model, 'countTokens', { text } satisfies CountParams, signal, { order: 'beside' })),
    contextTokens: async (model, signal) => TokensSchema.parse(await call(model, 'contextTokens', {}, signal, { order: 'beside' })),
    chat: (request) => {
      const { conversation, messages, maxTokens, sampling, schema, tools, toolChoice, stop, logprobs, thinking, turn } = request
      const params: ChatParams = { conversation, messages: toTurns(messages), maxTokens, sampling, schema, tools: tools?.map((tool) => ({ ...tool })), toolChoice, stop: stop && [...stop], logprobs, thinking, turn }
      return write('chat', params, request)
    },
    complete: (request) => {
      const { prompt, maxTokens, sampling, schema, stop, logprobs, turn } = request
      return write('complete', { prompt, maxTokens, sampling, schema, stop: stop && [...stop], logprobs, turn } satisfies CompleteParams, request)
    },
    embed: async ({ model, texts, signal, user, keepAliveMinutes }) => {
      const spec: EngineSpec = { kind: 'embedding', modelPath: model.path, threads: deps.threads() }
      const params: EmbedParams = { texts: [...texts] }
      const { numbers, dimensions, tokens } = EmbeddedSchema.parse(await deps.engines.call(spec, { method: 'embed', params, signal, user, keepAliveMinutes }))
      return { vectors: texts.map((_text, at) => numbers.subarray(at * dimensions, (at + 1) * dimensions)), tokens }
    },
    countChat: async (model, messages, signal) =>
      TokensSchema.parse(await call(model, 'countChat', { messages: toTurns(messages) } satisfies CountChatParams, signal, { order: 'beside' })),
    facts: (model) => {
      const held = deps.engines.states().find(({ path, kind }) => path === model.path && kind === 'llama')?.contextTokens
      return { state: deps.engines.standing(specOf(model)), contextTokens: held ?? tokensFor(model, {}) }
    },
    prepare: (model) => deps.engines.prepare(specOf(model)),
  }
}

const toTurns = (messages: readonly LlmTurn[]): Turns => messages.map((turn) => ('calls' in turn ? { ...turn, calls: turn.calls.map((one) => ({ ...one })) } : { ...turn }))
