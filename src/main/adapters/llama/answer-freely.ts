import type { ChatHistoryItem, ChatModelFunctions, ChatWrapper, LlamaChatResponseChunk, LLamaChatGenerateResponseOptions, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp'
import { type Chosen, samplingOptions } from './sampling.ts'
import type { StopTexts } from './stop-texts.ts'

// A weak model may call the same function without end.
const MOST_CALLS = 8
const TOKENS_BEFORE = 4

export interface Answered {
  readonly stopReason: 'end' | 'length'
  readonly tokensOut: number
  readonly calls: readonly { readonly name: string; readonly input: unknown }[]
}

/** An answer that nothing binds, as the library writes it: with thinking told apart, and with calls of tools. */
export const answerFreely = async (deps: {
  readonly model: LlamaModel
  readonly sequence: LlamaContextSequence
  readonly wrapper: ChatWrapper
  readonly history: ChatHistoryItem[]
  readonly sampling: Chosen
  readonly maxTokens: number
  readonly tools: ChatModelFunctions | undefined
  readonly isForced: boolean
  readonly mayThink: boolean
  /** What the answer goes on from; null where it begins. */
  readonly before: readonly Token[] | null
  readonly stops: StopTexts
  readonly onText: (text: string) => void
  readonly onThinking: (text: string) => void
  readonly signal: AbortSignal
}): Promise<Answered> => {
  const { model, sequence, wrapper, history, maxTokens, tools, before, stops, signal } = deps
  const { LlamaChat } = await import('node-llama-cpp')
  const stopped = new AbortController()
  const writtenBefore = sequence.tokenMeter.usedOutputTokens
  let isFirst = true
  const onResponseChunk = (chunk: LlamaChatResponseChunk): void => {
    // The library drops a space at the start of what it writes, which between two halves of an answer would join two words.
    const text = isFirst && before !== null ? model.detokenize(chunk.tokens, false, before.slice(-TOKENS_BEFORE)) : chunk.text
    isFirst = false
    if (text === '' || stopped.signal.aborted) return
    if (chunk.type === 'segment') return deps.onThinking(text)
    const told = stops.push(text)
    if (told.text !== '') deps.onText(told.text)
    if (told.stopped) stopped.abort()
  }
  const options = {
    ...samplingOptions(deps.sampling),
    maxTokens,
    signal: AbortSignal.any([signal, stopped.signal]),
    stopOnAbortSignal: true,
    onResponseChunk,
    ...(deps.mayThink ? {} : { budgets: { thoughtTokens: 0 } }),
    ...(tools === undefined ? {} : { functions: tools, documentFunctionParams: true, maxParallelFunctionCalls: deps.isForced ? 1 : MOST_CALLS }),
  } as LLamaChatGenerateResponseOptions
  const llamaChat = new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper })
  try {
    const answer = await llamaChat.generateResponse(history, options)
    signal.throwIfAborted()
    const calls = (answer.functionCalls ?? []) as readonly { readonly functionName: string; readonly params: unknown }[]
    if (!stopped.signal.aborted) {
      const rest = stops.rest()
      if (rest !== '') deps.onText(rest)
    }
    return {
      calls: calls.map(({ functionName, params }) => ({ name: functionName, input: params ?? {} })),
      stopReason: answer.metadata.stopReason === 'maxTokens' ? 'length' : 'end',
      tokensOut: sequence.tokenMeter.usedOutputTokens - writtenBefore,
    }
  } catch (error) {
    // Stopped before the library had begun with an answer of its own.
    if (!stopped.signal.aborted || signal.aborted) throw error
    return { calls: [], stopReason: 'end', tokensOut: sequence.tokenMeter.usedOutputTokens - writtenBefore }
  } finally {
    llamaChat.dispose()
  }
}
