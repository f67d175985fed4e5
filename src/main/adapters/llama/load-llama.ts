import { statSync } from 'node:fs'
import type { LlamaModel } from 'node-llama-cpp'
import type { LoadedModel, LoadModel } from '../../core/ports/index.ts'
import { ChatParamsSchema, CompleteParamsSchema, CountChatParamsSchema, CountParamsSchema } from './calls.ts'
import { chat } from './chat.ts'
import { messagesToHistory } from './chat-text.ts'
import { checkLanguageModel } from './check-model.ts'
import { completeJson } from './complete-json.ts'
import { chooseContextTokens } from './context-tokens.ts'
import { modelBroken, noEngine } from './model-failures.ts'
import { answerTrial } from './no-trial.ts'
import { createOpenContext } from './open-context.ts'
import { createReadPrompt } from './read-prompt.ts'
import { createSequences, NO_CONVERSATION } from './sequences.ts'

// Chats whose prefixes are kept, where there is memory for them.
const MOST_CHATS = 3

/** Loads a language model in the child process; its methods are `chat`, `countChat`, `completeJson`, `countTokens` and `contextTokens`. */
export const loadLlama: LoadModel = async ({ modelPath, threads, contextTokens: askedTokens = 0 }) => {
  await checkLanguageModel(modelPath)
  answerTrial()
  const { getLlama, LlamaLogLevel, resolveChatWrapper } = await import('node-llama-cpp')
  const llama = await getLlama({
    // Never from source and never from the network: a missing binary is an error.
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
    gpu: process.platform === 'darwin' ? 'auto' : false,
    // With the default, llama.cpp can spin for a minute on small machines.
    maxThreads: threads,
  }).catch((error: unknown) => {
    throw noEngine(error)
  })
  const model: LlamaModel = await llama.loadModel({ modelPath }).catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })
  // llama.cpp rounds a context up to a multiple of 256: beyond what the model was trained on it would write nonsense.
  const contextTokens = chooseContextTokens(askedTokens, model.trainContextSize)
  const open = createOpenContext({ model, contextTokens, threads, modelBytes: statSync(modelPath).size })
  const sequences = createSequences({ first: await open.first(), open: open.further, mostChats: MOST_CHATS })
  const wrapper = resolveChatWrapper(model)
  const readPrompt = createReadPrompt()

  const call: LoadedModel['call'] = async ({ method, params, emit, signal }) => {
    switch (method) {
      case 'chat': {
        const request = ChatParamsSchema.parse(params)
        return chat({ llama, model, wrapper, sequence: await sequences.take(`chat ${request.conversation}`), readPrompt, contextTokens, request, emit, signal })
      }
      case 'countChat':
        return wrapper.generateContextState({ chatHistory: messagesToHistory(CountChatParamsSchema.parse(params).messages) }).contextText.tokenize(model.tokenizer).length
      case 'completeJson':
        return completeJson({ llama, model, wrapper, sequence: await sequences.take(NO_CONVERSATION), readPrompt, contextTokens, request: CompleteParamsSchema.parse(params), emit, signal })
      case 'countTokens':
        return model.tokenize(CountParamsSchema.parse(params).text).length
      case 'contextTokens':
        return contextTokens
      default:
        throw new Error('A language model does not know this method.')
    }
  }

  return { device: deviceName(llama.gpu), call }
}

const deviceName = (gpu: string | false): string => {
  switch (gpu) {
    case false:
      return 'CPU'
    case 'metal':
      return 'Metal'
    case 'cuda':
      return 'CUDA'
    default:
      return 'Vulkan'
  }
}
