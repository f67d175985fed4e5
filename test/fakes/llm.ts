import type { JsonRequest, Llm } from '../../src/main/core/ports/index.ts'

/**
 * A double for a language model: a test cannot make a real one say a given thing. A word is a token. It rejects nothing
 * and refuses no length, so the sizes that it was asked for are kept for the test to judge.
 */
export const fakeLlm = (answer: (request: JsonRequest) => unknown, contextTokens = 8192) => {
  const requests: JsonRequest[] = []
  const llm: Llm = {
    completeJson: async (request) => {
      requests.push(request)
      return answer(request)
    },
    countTokens: async (_model, text) => countWords(text),
    contextTokens: async () => contextTokens,
  }
  return { llm, requests }
}

export const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length
