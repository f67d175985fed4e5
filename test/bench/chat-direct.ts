// The library alone, with nothing of ours around it, in a child like the engine's: a request comes as a message, its figures go back.
// Started by run-chat-direct.ts: node chat-direct.ts MODEL
import { getLlama, LlamaChat, LlamaLogLevel, type ChatHistoryItem } from 'node-llama-cpp'
import { chooseThreads } from '../../src/main/adapters/engine-process/index.ts'
import type { LlmMessage } from '../../src/main/core/ports/index.ts'
import type { Sampling } from '../../src/contract/settings.ts'

export interface DirectRequest {
  readonly messages: readonly LlmMessage[]
  readonly maxTokens: number
  readonly sampling: Sampling
}

/** How long one answer took: to its first word, and from there to its end. */
export interface Taken {
  readonly firstMs: number
  readonly writingMs: number
  readonly tokens: number
  readonly text: string
}

const main = async (modelPath: string): Promise<void> => {
  const threads = chooseThreads()
  const llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.disabled, gpu: process.platform === 'darwin' ? 'auto' : false, maxThreads: threads })
  const model = await llama.loadModel({ modelPath })
  const context = await model.createContext({ contextSize: Math.min(8192, model.trainContextSize), threads })
  const chat = new LlamaChat({ contextSequence: context.getSequence() })

  const answer = async ({ messages, maxTokens, sampling }: DirectRequest): Promise<Taken> => {
    const history = messages.map(({ role, text }): ChatHistoryItem => (role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text }))
    const before = chat.sequence.tokenMeter.usedOutputTokens
    const startedMs = performance.now()
    let firstMs: number | null = null
    const { response } = await chat.generateResponse([...history, { type: 'model', response: [] }], {
      ...sampling,
      repeatPenalty: false,
      maxTokens,
      onResponseChunk: () => {
        firstMs ??= performance.now() - startedMs
      },
    } as Parameters<LlamaChat['generateResponse']>[1])
    const totalMs = performance.now() - startedMs
    return { firstMs: firstMs ?? totalMs, writingMs: totalMs - (firstMs ?? totalMs), tokens: chat.sequence.tokenMeter.usedOutputTokens - before, text: response }
  }

  process.on('message', (request) => void answer(request as DirectRequest).then((taken) => process.send?.(taken)))
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.send?.('ready')
}

const [modelPath] = process.argv.slice(2)
if (process.argv[1]?.endsWith('chat-direct.ts') && modelPath !== undefined) await main(modelPath)
