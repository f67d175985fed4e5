import { totalmem } from 'node:os'
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import { contextTooLarge } from './model-failures.ts'

const LEAST_CONTEXT_TOKENS = 1024
// A further chat that is kept costs at most this part of what is free.
const FURTHER_SHARE = 1 / 4
// What macOS lets the graphics processor keep of a Mac's memory.
const MAC_SHARE = 2 / 3

/** What can be had for a context, beside what the model and its other contexts take already. */
const roomBytes = (takenBytes: number): number =>
  // macOS counts as used what it would give back at once.
  process.platform === 'darwin' ? Math.max(0, totalmem() * MAC_SHARE - takenBytes) : process.availableMemory()

/** Makes contexts of one size; each holds one sequence, since the library gives each its whole room at once. */
export const createOpenContext = (deps: { readonly model: LlamaModel; readonly contextTokens: number; readonly threads: number; readonly modelBytes: number }) => {
  const { model, contextTokens, threads } = deps
  let takenBytes = deps.modelBytes
  const room = (): number => roomBytes(takenBytes)

  const neededBytes = async (tokens: number): Promise<number> => {
    const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({ contextSize: tokens, modelGpuLayers: model.gpuLayers, sequences: 1 })
    return cpuRam + gpuVram
  }

  const create = async (): Promise<LlamaContextSequence> => {
    const context = await model.createContext({ contextSize: contextTokens, sequences: 1, threads, failedCreationRemedy: false })
    takenBytes += await neededBytes(contextTokens)
    return context.getSequence()
  }

  return {
    /** Rejects with AppError NO_MEMORY, and names a size that fits where there is one. */
    first: async (): Promise<LlamaContextSequence> => {
      const needed = await neededBytes(contextTokens)
      if (needed > room()) throw contextTooLarge(contextTokens, await sizeThatFits(contextTokens, neededBytes, room()))
      try {
        return await create()
      } catch (cause) {
        throw contextTooLarge(contextTokens, smaller(contextTokens), cause)
      }
    },
    /** Null where it would take too much of what is free. */
    further: async (): Promise<LlamaContextSequence | null> => ((await neededBytes(contextTokens)) > room() * FURTHER_SHARE ? null : create().catch(() => null)),
  }
}

const sizeThatFits = async (tokens: number, neededBytes: (tokens: number) => Promise<number>, room: number): Promise<number | null> => {
  for (let size = smaller(tokens); size !== null; size = smaller(size)) if ((await neededBytes(size)) <= room) return size
  return null
}

const smaller = (tokens: number): number | null => {
  const half = 2 ** Math.floor(Math.log2(Math.max(1, tokens - 1)))
  return half >= LEAST_CONTEXT_TOKENS ? half : null
}
