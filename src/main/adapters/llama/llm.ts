import type { ModelFile } from '../../../contract/models.ts'
import type { EngineCall, Engines, EngineSpec, Llm } from '../../core/ports/index.ts'
import { askChat } from './ask-chat.ts'
import { type CompleteParams, type CountChatParams, type CountParams, TokensSchema } from './calls.ts'
import { chooseContextTokens } from './context-tokens.ts'
import { readTrainTokens } from './model-header.ts'

/** A language model of this machine in a child process; `threads` and `contextTokens` 0 choose. */
export const createLlama = (deps: { readonly engines: Engines; readonly threads: () => number; readonly contextTokens?: () => number }): Llm => {
  const trainTokens = new Map<string, number | null>()
  const asked = (): number => deps.contextTokens?.() ?? 0
  const specOf = (model: ModelFile): EngineSpec => ({ kind: 'llama', modelPath: model.path, threads: deps.threads(), contextTokens: asked() })

  const call = (model: ModelFile, method: string, params: unknown, signal: AbortSignal, order?: EngineCall['order']): Promise<unknown> =>
    deps.engines.call(specOf(model), { method, params, signal, ...(order === undefined ? {} : { order }) })

  const trainTokensOf = ({ path, sizeBytes }: ModelFile): number | null => {
    const key = `${sizeBytes} ${path}`
    const known = trainTokens.get(key)
    if (known !== undefined) return known
    const read = readTrainTokens(path)
    // A file that is only being fetched tells later.
    if (read !== null) trainTokens.set(key, read)
    return read
  }

  return {
    completeJson: ({ model, system, prompt, schema, maxTokens, signal }) =>
      call(model, 'completeJson', { system, prompt, schema, maxTokens } satisfies CompleteParams, signal),
    countTokens: async (model, text, signal) => TokensSchema.parse(await call(model, 'countTokens', { text } satisfies CountParams, signal, 'beside')),
    contextTokens: async (model, signal) => TokensSchema.parse(await call(model, 'contextTokens', {}, signal, 'beside')),
    chat: (request) => askChat(request, (one) => deps.engines.call(specOf(request.model), one)),
    countChat: async (model, messages, signal) =>
      TokensSchema.parse(await call(model, 'countChat', { messages: [...messages] } satisfies CountChatParams, signal, 'beside')),
    facts: (model) => {
      const train = trainTokensOf(model)
      return { state: deps.engines.standing(specOf(model)), contextTokens: train === null ? null : chooseContextTokens(asked(), train) }
    },
    prepare: (model) => deps.engines.prepare(specOf(model)),
  }
}
