import type { LlamaContext, LlamaModel } from 'node-llama-cpp'
import type { LoadedModel, LoadModel } from '../../core/ports/index.ts'
import { CompleteParamsSchema, CountParamsSchema } from './calls.ts'
import { checkLanguageModel } from './check-model.ts'
import { completeJson } from './complete-json.ts'
import { modelBroken, noEngine } from './model-failures.ts'
import { answerTrial } from './no-trial.ts'

// Enough for a long piece of transcript with its answer; more would take memory for nothing.
const MOST_CONTEXT_TOKENS = 8192

/** Loads a language model in the child process; its methods are `completeJson`, `countTokens` and `contextTokens`. */
export const loadLlama: LoadModel = async ({ modelPath, threads }) => {
  await checkLanguageModel(modelPath)
  answerTrial()
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp')
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
  const { model, context } = await open().catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })
  const sequence = context.getSequence()

  async function open(): Promise<{ readonly model: LlamaModel; readonly context: LlamaContext }> {
    const opened = await llama.loadModel({ modelPath })
    const contextSize = { max: Math.min(MOST_CONTEXT_TOKENS, opened.trainContextSize) }
    return { model: opened, context: await opened.createContext({ contextSize, threads }) }
  }

  const call: LoadedModel['call'] = async ({ method, params, emit, signal }) => {
    switch (method) {
      case 'completeJson':
        return completeJson({ llama, model, sequence, contextTokens: usableTokens(), request: CompleteParamsSchema.parse(params), emit, signal })
      case 'countTokens':
        return model.tokenize(CountParamsSchema.parse(params).text).length
      case 'contextTokens':
        return usableTokens()
      default:
        throw new Error('A language model does not know this method.')
    }
  }

  // llama.cpp rounds the context up to a multiple of 256: beyond what the model was trained on it would write nonsense.
  const usableTokens = (): number => Math.min(context.contextSize, model.trainContextSize)

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
