import type { JsonRequest, Llm, LlmChatRequest, LlmFacts } from '../../src/main/core/ports/index.ts'

/**
 * A double for a language model: a test cannot make a real one say a given thing. A word is a token. It rejects nothing
 * and refuses no length, so the sizes that it was asked for are kept for the test to judge. A chat is answered with what
 * `write` gives, a word at a time.
 */
export const fakeLlm = (
  answer: (request: JsonRequest) => unknown,
  contextTokens = 8192,
  options: { readonly write?: (request: LlmChatRequest) => string; readonly facts?: () => LlmFacts } = {},
) => {
  const requests: JsonRequest[] = []
  const chats: LlmChatRequest[] = []
  const countChat = (messages: LlmChatRequest['messages']): number => messages.reduce((sum, { text }) => sum + countWords(text), 0)
  const llm: Llm = {
    completeJson: async (request) => {
      requests.push(request)
      return answer(request)
    },
    countTokens: async (_model, text) => countWords(text),
    contextTokens: async () => contextTokens,
    chat: async function* (request) {
      chats.push(request)
      request.signal.throwIfAborted()
      const tokensIn = countChat(request.messages)
      const words = (options.write?.(request) ?? '').split(/(?<=\s)/)
      const written = words.slice(0, request.maxTokens ?? words.length)
      yield { type: 'start', promptTokens: tokensIn, reusedTokens: 0, contextTokens }
      for (const text of written) {
        request.signal.throwIfAborted()
        yield { type: 'delta', text }
      }
      yield { type: 'usage', tokensIn, tokensOut: written.length, firstTokenMs: 1, tokensPerSecond: 1000 }
      yield { type: 'done', stopReason: written.length < words.length ? 'length' : 'end' }
      return undefined
    },
    complete: async function* (request) {
      yield* llm.chat({ ...request, conversation: '', messages: [{ role: 'user', text: request.prompt }] })
      return undefined
    },
    embed: async ({ texts }) => ({ vectors: texts.map((text) => new Float32Array([countWords(text) > 0 ? 1 : 0])), tokens: texts.reduce((sum, text) => sum + countWords(text), 0) }),
    countChat: async (_model, messages) => countChat(messages),
    facts: () => options.facts?.() ?? { state: 'ready', contextTokens },
    prepare: () => undefined,
  }
  return { llm, requests, chats }
}

export const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length
