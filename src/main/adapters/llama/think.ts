import type { ChatHistoryItem, ChatWrapper, LlamaChatResponseChunk, LLamaChatGenerateResponseOptions, LlamaContextSequence } from 'node-llama-cpp'
import { type Chosen, samplingOptions } from './sampling.ts'

/**
 * Has a model think before an answer that is bound: the library binds from the first token on, so that it would not think at all. It ends
 * at the first word of an answer, which is written anew. What was thought stands in the history then.
 */
export const think = async (deps: {
  readonly sequence: LlamaContextSequence
  readonly wrapper: ChatWrapper
  readonly history: ChatHistoryItem[]
  readonly sampling: Chosen
  readonly maxTokens: number
  readonly onThinking: (text: string) => void
  readonly signal: AbortSignal
}): Promise<{ readonly tokensOut: number }> => {
  const { sequence, wrapper, history, signal } = deps
  const { LlamaChat } = await import('node-llama-cpp')
  const answers = new AbortController()
  const writtenBefore = sequence.tokenMeter.usedOutputTokens
  let thought = ''
  const onResponseChunk = ({ type, text }: LlamaChatResponseChunk): void => {
    if (answers.signal.aborted || text === '') return
    if (type === undefined) {
      if (text.trim() !== '') answers.abort()
      return
    }
    thought += text
    deps.onThinking(text)
  }
  const options = {
    ...samplingOptions(deps.sampling),
    maxTokens: deps.maxTokens,
    signal: AbortSignal.any([signal, answers.signal]),
    stopOnAbortSignal: true,
    onResponseChunk,
  } as LLamaChatGenerateResponseOptions
  const llamaChat = new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper })
  try {
    await llamaChat.generateResponse(history, options)
  } catch (error) {
    if (!answers.signal.aborted || signal.aborted) throw error
  } finally {
    llamaChat.dispose()
  }
  signal.throwIfAborted()
  const last = history.at(-1)
  if (last?.type === 'model' && thought !== '') last.response.push({ type: 'segment', segmentType: 'thought', text: thought, ended: true })
  // The word of the answer that was begun is no longer part of what is read.
  return { tokensOut: thought === '' ? 0 : sequence.tokenMeter.usedOutputTokens - writtenBefore }
}
