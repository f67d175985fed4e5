import { AppError } from '../../src/contract/errors.ts'
import type { ModelFile } from '../../src/contract/models.ts'
import type { Llm, LlmChatRequest, LlmEvent, LlmFacts, LlmTurn } from '../../src/main/core/ports/index.ts'
import { countWords } from './llm.ts'

export const LOCAL_MODEL: ModelFile = { id: 'gemma-3-4b', kind: 'language', path: '/models/gemma-3-4b.gguf', sizeBytes: 1, demo: false, fault: null }

export interface Script {
  readonly contextTokens: number
  readonly facts: () => LlmFacts
  /** What it writes, in pieces; what it throws comes after what was written. */
  readonly write: (request: LlmChatRequest) => Iterable<string>
}

/** A double for a language model that chats: a real one cannot be made to say a given thing. A word is a token; what does not fit is refused as the real one refuses it. */
export const chatLlm = (script: Partial<Script> = {}) => {
  const { contextTokens = 8192, write = () => ['Hello', ' there.'] } = script
  const facts = script.facts ?? ((): LlmFacts => ({ state: 'ready', contextTokens }))
  const chats: LlmChatRequest[] = []
  const counted: (readonly LlmTurn[])[] = []
  const count = (messages: readonly LlmTurn[]): number => messages.reduce((sum, { text }) => sum + countWords(text), 0)
  const llm: Pick<Llm, 'chat' | 'countChat' | 'countTokens' | 'contextTokens' | 'facts'> = {
    chat: async function* chat(request): AsyncGenerator<LlmEvent, undefined, void> {
      chats.push(request)
      request.signal.throwIfAborted()
      const promptTokens = count(request.messages)
      if (promptTokens >= contextTokens) throw new AppError('TOO_LARGE', `The chat takes ${promptTokens} tokens, but this model holds ${contextTokens}.`)
      yield { type: 'start', promptTokens, reusedTokens: 0, contextTokens }
      let tokensOut = 0
      for (const text of write(request)) {
        request.signal.throwIfAborted()
        tokensOut += countWords(text)
        yield { type: 'delta', text }
      }
      yield { type: 'usage', tokensIn: promptTokens, tokensOut, firstTokenMs: 12, tokensPerSecond: 31 }
      yield { type: 'done', stopReason: 'end' }
      return undefined
    },
    countChat: async (_model, messages) => {
      counted.push(messages)
      return count(messages)
    },
    countTokens: async (_model, text) => countWords(text),
    contextTokens: async () => contextTokens,
    facts,
  }
  return { llm, chats, counted }
}

/** What `createAnswers` needs of the models on this Mac. */
export const localModels = (script: Partial<Script> & { readonly model?: ModelFile | null } = {}) => {
  const { model = LOCAL_MODEL, ...rest } = script
  const made = chatLlm(rest)
  let ids = 0
  return {
    ...made,
    deps: {
      llm: made.llm,
      localModel: () => model,
      findModel: (id: string): ModelFile | null => (id === model?.id ? model : null),
      sampling: () => ({ temperature: 0.5 }),
      newId: () => `fresh${(ids += 1)}`,
    },
  }
}
