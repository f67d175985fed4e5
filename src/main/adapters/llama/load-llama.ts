import { statSync } from 'node:fs'
import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp'
import type { LoadedModel, LoadModel, ModelCall } from '../../core/ports/index.ts'
import { ChatParamsSchema, CompleteJsonParamsSchema, CompleteParamsSchema, CountChatParamsSchema, CountParamsSchema } from './calls.ts'
import { chat } from './chat.ts'
import { toFunctions, turnsToHistory } from './chat-text.ts'
import { checkModelFile } from './check-model.ts'
import { complete, promptTokens } from './complete.ts'
import { completeJson } from './complete-json.ts'
import { chooseContextTokens } from './context-tokens.ts'
import { loadEmbedding } from './load-embedding.ts'
import { modelBroken, noEngine } from './model-failures.ts'
import { answerTrial } from './no-trial.ts'
import { createOpenContext } from './open-context.ts'
import { createReadPrompt, type ReadPrompt } from './read-prompt.ts'
import { createSequences, NO_CONVERSATION } from './sequences.ts'
import { createTogether } from './together.ts'

// Chats whose prefixes are kept, where there is memory for them.
const MOST_CHATS = 3
// The name of the sequence that apps take turns with where there is no memory for several.
const APPS = 'apps'

/** Loads a model of llama.cpp in the child process: one of kind `embedding` knows `embed`, a language model the other methods. */
export const loadLlama: LoadModel = async ({ kind, modelPath, threads, contextTokens: askedTokens = 0, contextType = 'f16' }) => {
  await checkModelFile(modelPath, kind)
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
  const device = deviceName(llama.gpu)
  if (kind === 'embedding') return loadEmbedding({ llama, model, threads, device })
  // llama.cpp rounds a context up to a multiple of 256: beyond what the model was trained on it would write nonsense.
  const contextTokens = chooseContextTokens(askedTokens, model.trainContextSize)
  const open = createOpenContext({ model, contextTokens, contextType, threads, modelBytes: statSync(modelPath).size })
  const sequences = createSequences({ first: await open.first(), open: open.further, mostChats: MOST_CHATS })
  const togetherCount = await open.togetherCount()
  const together = createTogether(async (writing) => {
    const several = await open.together(togetherCount, writing)
    return several.length > 0 ? several : [await sequences.take(APPS)]
  })
  const wrapper = resolveChatWrapper(model)
  const readPrompt = createReadPrompt()
  const readTogether = createReadPrompt()
  let deviceBytes = 0
  const measure = async (): Promise<void> => {
    if (llama.gpu !== false) deviceBytes = (await llama.getVramState()).used
  }

  /** Has a sequence of those that work together for as long as something takes. */
  const inTogether = async (tokens: readonly Token[], signal: AbortSignal, work: (sequence: LlamaContextSequence, read: ReadPrompt) => Promise<void>): Promise<void> => {
    const { sequence, give } = await together.take(tokens, signal)
    try {
      await work(sequence, readTogether)
    } finally {
      give()
    }
  }

  const write = async ({ method, params, emit, signal }: ModelCall): Promise<void> => {
    const base = { llama, model, contextTokens, emit, signal }
    if (method === 'complete') {
      const request = CompleteParamsSchema.parse(params)
      const work = (sequence: LlamaContextSequence, read: ReadPrompt): Promise<void> => complete({ ...base, sequence, readPrompt: read, request })
      return request.turn === 'together' ? inTogether(promptTokens(model, request.prompt), signal, work) : work(await sequences.take(NO_CONVERSATION), readPrompt)
    }
    const request = ChatParamsSchema.parse(params)
    const work = (sequence: LlamaContextSequence, read: ReadPrompt): Promise<void> => chat({ ...base, wrapper, sequence, readPrompt: read, request })
    if (request.turn !== 'together') return work(await sequences.take(`chat ${request.conversation}`), readPrompt)
    const functions = toFunctions(request.tools ?? [])
    const { contextText } = wrapper.generateContextState({ chatHistory: turnsToHistory(request.messages), ...(functions === undefined ? {} : { availableFunctions: functions, documentFunctionParams: true }) })
    return inTogether(contextText.tokenize(model.tokenizer), signal, work)
  }

  const call: LoadedModel['call'] = async (asked) => {
    const { method, params, emit, signal } = asked
    switch (method) {
      case 'chat':
      case 'complete':
        return write(asked).finally(measure)
      case 'countChat':
        return wrapper.generateContextState({ chatHistory: turnsToHistory(CountChatParamsSchema.parse(params).messages) }).contextText.tokenize(model.tokenizer).length
      case 'completeJson':
        return completeJson({ llama, model, wrapper, sequence: await sequences.take(NO_CONVERSATION), readPrompt, contextTokens, request: CompleteJsonParamsSchema.parse(params), emit, signal })
      case 'countTokens':
        return model.tokenize(CountParamsSchema.parse(params).text).length
      case 'contextTokens':
        return contextTokens
      default:
        throw new Error('A language model does not know this method.')
    }
  }

  await measure()
  return { device, contextTokens, sequences: togetherCount, deviceBytes: () => deviceBytes, call }
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
