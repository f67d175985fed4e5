import type { ChatHistoryItem, ChatWrapper, Llama, LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import { AppError } from '../../../contract/errors.ts'
import type { ModelCall } from '../../core/ports/index.ts'
import type { CompleteJsonParams } from './calls.ts'
import { promptTooLarge } from './model-failures.ts'
import type { ReadPrompt } from './read-prompt.ts'

/** One question and its answer, bound to the schema by a grammar; the sequence is emptied before and keeps nothing after. */
export const completeJson = async (deps: {
  readonly llama: Llama
  readonly model: LlamaModel
  readonly wrapper: ChatWrapper
  readonly sequence: LlamaContextSequence
  readonly readPrompt: ReadPrompt
  readonly contextTokens: number
  readonly request: CompleteJsonParams
  readonly emit: ModelCall['emit']
  readonly signal: AbortSignal
}): Promise<unknown> => {
  const { llama, model, wrapper, sequence, contextTokens, request, emit, signal } = deps
  const { system, prompt, schema, maxTokens } = request
  const { LlamaChat } = await import('node-llama-cpp')
  const grammar = await llama.createGrammarForJsonSchema(schema as { readonly type: 'object' })
  await sequence.clearHistory()
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper })
  try {
    const history: ChatHistoryItem[] = [
      { type: 'system', text: system },
      { type: 'user', text: prompt },
      { type: 'model', response: [] },
    ]
    const promptText = wrapper.generateContextState({ chatHistory: history }).contextText.tokenize(model.tokenizer)
    const promptTokens = promptText.length
    // Past the context the library drops what is oldest, and the answer would be about half a text.
    if (promptTokens + maxTokens > contextTokens) throw promptTooLarge(promptTokens, maxTokens, contextTokens)
    // A long prompt would be deaf to a stop if the library read it in one go.
    await deps.readPrompt({ sequence, tokens: promptText, onStart: () => undefined, onProgress: () => emit({ type: 'progress', tokens: 0 }), signal })

    let tokens = 0
    const { response, metadata } = await chat.generateResponse(history, {
      grammar,
      maxTokens,
      // The likeliest answer each time: the same recording gets the same title.
      temperature: 0,
      signal,
      onToken: (fresh) => {
        tokens += fresh.length
        emit({ type: 'progress', tokens })
      },
    })
    if (metadata.stopReason === 'maxTokens') throw answerTooLong(maxTokens)
    return JSON.parse(response) as unknown
  } finally {
    chat.dispose()
  }
}

const answerTooLong = (maxTokens: number): AppError =>
  new AppError('TOO_LARGE', `The language model did not come to an end within ${maxTokens} tokens.`, { next: 'Choose another language model.' })
