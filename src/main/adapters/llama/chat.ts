import type { ChatModelFunctions, ChatWrapper, GbnfJsonSchema, Llama, LlamaChat, LlamaChatResponseChunk, LLamaChatGenerateResponseOptions, LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import type { ModelCall } from '../../core/ports/index.ts'
import type { ChatEvent, ChatParams } from './calls.ts'
import { messagesToHistory, rememberWritten } from './chat-text.ts'
import { chatTooLarge } from './model-failures.ts'
import type { ReadPrompt } from './read-prompt.ts'
import { chooseSampling, samplingOfFile, samplingOptions } from './sampling.ts'

// A wrapper may put a few marks of its own between what is read and what is written.
const RESERVED_TOKENS = 16
const TOKENS_BEFORE = 4

/** One answer of a chat, told as it is written; the sequence keeps what was read and written. */
export const chat = async (deps: {
  readonly llama: Llama
  readonly model: LlamaModel
  readonly wrapper: ChatWrapper
  readonly sequence: LlamaContextSequence
  readonly readPrompt: ReadPrompt
  readonly contextTokens: number
  readonly request: ChatParams
  readonly emit: ModelCall['emit']
  readonly signal: AbortSignal
}): Promise<void> => {
  const startedMs = performance.now()
  const { llama, model, sequence, contextTokens, request, signal } = deps
  const emit = (event: ChatEvent): void => deps.emit(event)
  const { LlamaChat } = await import('node-llama-cpp')
  const history = messagesToHistory(request.messages)
  // The two cannot be had at once: a schema says what the answer is, so there is nothing left to call.
  const functions = request.schema === undefined ? toFunctions(request.tools ?? []) : undefined
  const wrapper = rememberWritten(deps.wrapper, model, sequence)
  const { contextText } = wrapper.generateContextState({ chatHistory: history, ...(functions === undefined ? {} : { availableFunctions: functions, documentFunctionParams: true }) })
  const tokens = contextText.tokenize(model.tokenizer)
  const roomTokens = contextTokens - RESERVED_TOKENS - tokens.length
  if (roomTokens < 1) throw chatTooLarge(tokens.length, contextTokens)

  await deps.readPrompt({
    sequence,
    tokens,
    onStart: (reusedTokens) => emit({ type: 'start', promptTokens: tokens.length, reusedTokens, contextTokens }),
    onProgress: () => emit({ type: 'progress' }),
    signal,
  })

  const writtenBefore = sequence.tokenMeter.usedOutputTokens
  let firstTokenMs: number | null = null
  const goesOn = request.messages.at(-1)?.role === 'assistant'
  const onResponseChunk = (chunk: LlamaChatResponseChunk): void => {
    // The library drops a space at the start of what it writes, which between two halves of an answer would join two words.
    const text = firstTokenMs === null && goesOn ? model.detokenize(chunk.tokens, false, tokens.slice(-TOKENS_BEFORE)) : chunk.text
    firstTokenMs ??= performance.now() - startedMs
    if (text !== '') emit({ type: chunk.type === 'segment' ? 'thinking' : 'delta', text })
  }
  const options: LLamaChatGenerateResponseOptions = {
    ...samplingOptions(chooseSampling(request.sampling ?? {}, samplingOfFile(model))),
    maxTokens: Math.min(request.maxTokens ?? roomTokens, roomTokens),
    signal,
    onResponseChunk,
    ...(request.schema === undefined ? {} : { grammar: await llama.createGrammarForJsonSchema(request.schema as { readonly type: 'object' }) }),
    ...(functions === undefined ? {} : { functions, documentFunctionParams: true, maxParallelFunctionCalls: 1 }),
  } as LLamaChatGenerateResponseOptions
  const { functionCalls = [], metadata } = await answer(new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper }), history, options)

  const totalMs = performance.now() - startedMs
  const tokensOut = sequence.tokenMeter.usedOutputTokens - writtenBefore
  for (const { functionName, params } of functionCalls) emit({ type: 'tool', name: functionName, input: params ?? {} })
  // Only calls were written: the first of it is told at its end.
  const firstMs = firstTokenMs ?? totalMs
  const tokensPerSecond = totalMs > firstMs && tokensOut > 1 ? ((tokensOut - 1) * 1000) / (totalMs - firstMs) : 0
  emit({ type: 'usage', tokensIn: tokens.length, tokensOut, firstTokenMs: firstMs, tokensPerSecond })
  emit({ type: 'done', stopReason: functionCalls.length > 0 ? 'tool' : metadata.stopReason === 'maxTokens' ? 'length' : 'end' })
}

interface Answer {
  readonly functionCalls?: readonly { readonly functionName: string; readonly params: unknown }[]
  readonly metadata: { readonly stopReason: string }
}

const answer = async (llamaChat: LlamaChat, history: Parameters<LlamaChat['generateResponse']>[0], options: LLamaChatGenerateResponseOptions): Promise<Answer> => {
  try {
    return (await llamaChat.generateResponse(history, options)) as Answer
  } finally {
    llamaChat.dispose()
  }
}

const toFunctions = (tools: NonNullable<ChatParams['tools']>): ChatModelFunctions | undefined =>
  tools.length === 0 ? undefined : Object.fromEntries(tools.map(({ name, description, inputSchema }) => [name, { description, params: inputSchema as GbnfJsonSchema }]))
