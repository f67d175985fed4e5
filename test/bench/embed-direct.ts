import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(import.meta.url)

/** The library alone in a process of its own; gives the milliseconds that texts took there, at full length and in numbers of 32 bits. */
export const startDirectEmbedding = async (modelPath: string): Promise<{ embed(texts: readonly string[]): Promise<number>; end(): void }> => {
  const child = fork(SCRIPT, [modelPath], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' })
  const next = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('The direct run ended.')))])) as [unknown]
    return message
  }
  await next()
  return {
    embed: (texts) => {
      const answered = next()
      child.send(texts)
      return answered as Promise<number>
    },
    end: () => void child.kill('SIGKILL'),
  }
}

const main = async (modelPath: string): Promise<void> => {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp')
  const { chooseThreads } = await import('../../src/main/adapters/engine-process/index.ts')
  const threads = chooseThreads()
  const llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.disabled, gpu: process.platform === 'darwin' ? 'auto' : false, maxThreads: threads })
  const model = await llama.loadModel({ modelPath })
  const contextSize = Math.min(8192, model.trainContextSize)
  const context = await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads })
  const embed = async (texts: readonly string[]): Promise<number> => {
    const startedMs = performance.now()
    for (const text of texts) Float32Array.from((await context.getEmbeddingFor(text)).vector)
    return performance.now() - startedMs
  }
  process.on('message', (texts) => void embed(texts as readonly string[]).then((tookMs) => process.send?.(tookMs)))
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.send?.('ready')
}

const [modelPath] = process.argv.slice(2)
if (process.argv[1]?.endsWith('embed-direct.ts') && modelPath !== undefined) await main(modelPath)
