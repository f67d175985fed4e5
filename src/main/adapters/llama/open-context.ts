import { totalmem } from 'node:os'
import type { LlamaContextOptions, LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import { contextTooLarge } from './model-failures.ts'
import { createWholeBatch } from './whole-batch.ts'

const LEAST_CONTEXT_TOKENS = 1024
// A further chat that is kept costs at most this part of what is free.
const FURTHER_SHARE = 1 / 4
// Sequences that are worked on together, where there is memory for them.
const MOST_SEQUENCES = 8
// What macOS lets the graphics processor keep of a Mac's memory.
const MAC_SHARE = 2 / 3

/** What can be had for a context, beside what the model and its other contexts take already. */
const roomBytes = (takenBytes: number): number =>
  // macOS counts as used what it would give back at once.
  process.platform === 'darwin' ? Math.max(0, totalmem() * MAC_SHARE - takenBytes) : process.availableMemory()

/** Makes contexts of one size; those of chats hold one sequence each, since the library gives each its whole room at once. */
export const createOpenContext = (deps: {
  readonly model: LlamaModel
  readonly contextTokens: number
  readonly contextType: 'f16' | 'q8_0'
  readonly threads: number
  readonly modelBytes: number
}) => {
  const { model, contextTokens, threads } = deps
  // The library warns of types that a model or a machine may not bear; it is the person's own setting.
  const kind: Pick<LlamaContextOptions, 'experimentalKvCacheKeyType' | 'experimentalKvCacheValueType' | 'flashAttention'> =
    deps.contextType === 'q8_0' ? { experimentalKvCacheKeyType: 'Q8_0', experimentalKvCacheValueType: 'Q8_0', flashAttention: true } : {}
  let takenBytes = deps.modelBytes
  const room = (): number => roomBytes(takenBytes)

  const neededBytes = async (tokens: number, sequences = 1): Promise<number> => {
    const { cpuRam, gpuVram } = await model.fileInsights.estimateContextResourceRequirementsV2({
      contextSize: tokens,
      modelGpuLayers: model.gpuLayers,
      sequences,
      ...(deps.contextType === 'q8_0' ? { kvCacheKeyType: 'Q8_0' as never, kvCacheValueType: 'Q8_0' as never, flashAttention: true } : {}),
    })
    return cpuRam + gpuVram
  }

  const create = async (sequences = 1, batching: LlamaContextOptions['batching'] = {}): Promise<readonly LlamaContextSequence[]> => {
    const context = await model.createContext({ contextSize: contextTokens, sequences, threads, failedCreationRemedy: false, batching, ...kind })
    takenBytes += await neededBytes(contextTokens, sequences)
    return Array.from({ length: sequences }, () => context.getSequence())
  }

  const first = async (): Promise<LlamaContextSequence> => {
    const needed = await neededBytes(contextTokens)
    if (needed > room()) throw contextTooLarge(contextTokens, await sizeThatFits(contextTokens, neededBytes, room()))
    try {
      return (await create())[0] as LlamaContextSequence
    } catch (cause) {
      throw contextTooLarge(contextTokens, smaller(contextTokens), cause)
    }
  }

  /** How many there is memory for in one context; 1 where even one more would take too much. */
  const togetherCount = async (): Promise<number> => {
    for (let count = MOST_SEQUENCES; count > 1; count -= 1) if ((await neededBytes(contextTokens, count)) <= room() * FURTHER_SHARE) return count
    return 1
  }

  return {
    /** Rejects with AppError NO_MEMORY, and names a size that fits where there is one. */
    first,
    /** Null where it would take too much of what is free. */
    further: async (): Promise<LlamaContextSequence | null> =>
      (await neededBytes(contextTokens)) > room() * FURTHER_SHARE ? null : create().then(([sequence]) => sequence ?? null, () => null),
    togetherCount,
    /** Several in one context; empty where there is no memory after all. `writing` says how many are at work. */
    together: (count: number, writing: () => number): Promise<readonly LlamaContextSequence[]> =>
      count < 2 ? Promise.resolve([]) : create(count, { itemPrioritizationStrategy: createWholeBatch(writing) }).catch(() => []),
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
