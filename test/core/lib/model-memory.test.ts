import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getLlama, LlamaLogLevel } from 'node-llama-cpp'
import { describe, expect, it } from 'vitest'
import { createReadModelShape } from '../../../src/main/adapters/models-fs/index.ts'
import { chooseContext, fallbackNeed, memoryNeed, modelBudget } from '../../../src/main/core/lib/model-memory.ts'
import type { ModelShape } from '../../../src/main/core/ports/index.ts'
import { makeModel } from '../../make-model.ts'
import { missing } from '../../shared.ts'

const GB = 2 ** 30
/** As the makers' own figures have them. */
const GEMMA_4B: ModelShape = { architecture: 'gemma3', fileBytes: 2.49e9, layers: 34, embedding: 2560, heads: 8, keptHeads: 4, keyWidth: 256, valueWidth: 256, vocabulary: 262_208, trainTokens: 131_072, slidingWindow: 1024, quantisation: 'Q4_K_M', parameters: '4B', chatTemplate: null }
const LLAMA_8B: ModelShape = { ...GEMMA_4B, architecture: 'llama', fileBytes: 4.9e9, layers: 32, embedding: 4096, heads: 32, keptHeads: 8, keyWidth: null, valueWidth: null, vocabulary: 128_256, slidingWindow: null }
const f16 = (contextTokens: number) => ({ contextTokens, contextType: 'f16' }) as const

describe('what a model takes', () => {
  it('grows with the context as the known figures do', () => {
    // llama.cpp says of Llama 3 8B: 8192 tokens are 1024 MiB.
    expect(memoryNeed(LLAMA_8B, f16(8192)).contextBytes).toBe(GB)
    expect(memoryNeed(LLAMA_8B, f16(16_384)).contextBytes).toBe(2 * GB)
    expect(memoryNeed(LLAMA_8B, { ...f16(8192), sequences: 3 }).contextBytes).toBe(3 * GB)
    expect(memoryNeed(LLAMA_8B, { contextTokens: 8192, contextType: 'q8_0' }).contextBytes / GB).toBeCloseTo(17 / 32, 5)
  })

  it('counts layers that look back a little at their window, and those without heads at nothing', () => {
    const layerBytes = 4 * (256 + 256) * 2
    expect(memoryNeed(GEMMA_4B, f16(16_384)).contextBytes).toBe(layerBytes * (5 * 16_384 + 29 * 1536))
    expect(memoryNeed({ ...GEMMA_4B, architecture: 'unknown' }, f16(16_384)).contextBytes).toBe(layerBytes * 34 * 16_384)
    expect(memoryNeed({ ...LLAMA_8B, layers: 4, keptHeads: [0, 8, 0, 2] }, f16(1024)).contextBytes).toBe(10 * 256 * 2 * 1024)
  })

  it('is a quarter more than the file where the file does not tell', () => {
    expect(fallbackNeed(1_624_555_275).totalBytes / GB).toBeCloseTo(1.95, 1)
    expect(memoryNeed({ ...LLAMA_8B, layers: null, vocabulary: null, embedding: null }, f16(4096)).totalBytes).toBeGreaterThan(4.9e9)
  })

  it.skipIf(missing('models/vocab-llama-spm.gguf'))('is what the engine itself reckons and takes, within a tenth', { timeout: 180_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'freehold-memory-'))
    const llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.disabled, gpu: false, maxThreads: 1 })
    try {
      for (const made of [{ contextTokens: 8192, embedding: 256, layers: 4, heads: 4, feedForward: 512 }, { contextTokens: 4096, embedding: 512, layers: 6, heads: 4, headSize: 64, feedForward: 768 }]) {
        const path = join(folder, `${made.embedding}.gguf`)
        makeModel(path, made)
        const shape = createReadModelShape()(path)
        if (shape === null) throw new Error('It has no shape.')
        const model = await llama.loadModel({ modelPath: path })
        for (const contextTokens of [512, 2048, made.contextTokens]) {
          const reckoned = memoryNeed(shape, f16(contextTokens))
          const { cpuRam } = await model.fileInsights.estimateContextResourceRequirementsV2({ contextSize: contextTokens, modelGpuLayers: 0, sequences: 1 })
          // The child itself is no part of what the library reckons.
          const { computeBytes: child } = memoryNeed({ ...shape, vocabulary: null, embedding: null }, f16(contextTokens))
          const ratio = (reckoned.contextBytes + reckoned.computeBytes - child) / cpuRam
          // Seen: 0.979 to 1.015.
          expect(ratio, `${made.embedding} wide, ${contextTokens} tokens`).toBeGreaterThan(0.9)
          expect(ratio, `${made.embedding} wide, ${contextTokens} tokens`).toBeLessThan(1.1)
          // A context whose every token was read writes its keys and values out.
          const context = await model.createContext({ contextSize: contextTokens, sequences: 1, threads: 1 })
          const tokens = model.tokenize('once upon a time '.repeat(contextTokens)).slice(0, contextTokens - 2)
          if (contextTokens <= 2048) {
            await context.getSequence().evaluateWithoutGeneratingNewTokens(tokens)
            expect(reckoned.contextBytes / context.stateSize).toBeGreaterThan(0.95)
            expect(reckoned.contextBytes / context.stateSize).toBeLessThan(1.05)
          }
          await context.dispose()
        }
        await model.dispose()
      }
    } finally {
      await llama.dispose()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('how many tokens a model is to hold', () => {
  const choose = (shape: ModelShape, gigabytes: number, asked = 0) => chooseContext(shape, { budgetBytes: gigabytes * GB, asked, contextType: 'f16' })

  it('is what is asked for, up to what it was made for', () => {
    expect([choose(LLAMA_8B, 1, 40_000), choose({ ...LLAMA_8B, trainTokens: 8192 }, 1, 40_000), choose(LLAMA_8B, 100, 300)]).toEqual([40_000, 8192, 300])
  })

  it('else is the most that leaves room', () => {
    expect([choose(LLAMA_8B, 4), choose(LLAMA_8B, 6.2), choose(LLAMA_8B, 7), choose(LLAMA_8B, 10)]).toEqual([2048, 4096, 8192, 16_384])
    expect([choose(GEMMA_4B, 3.55), choose(GEMMA_4B, 4), choose(GEMMA_4B, 10)]).toEqual([4096, 8192, 16_384])
    expect([choose({ ...LLAMA_8B, trainTokens: 1000 }, 64), choose({ ...LLAMA_8B, trainTokens: null }, 64), choose({ ...LLAMA_8B, trainTokens: 10_000 }, 64)]).toEqual([1000, 8192, 10_000])
  })
})

describe('the budget for all models', () => {
  it('leaves this machine enough for everything else', () => {
    expect([4, 8, 16, 24, 32, 64].map((gigabytes) => Math.round(modelBudget(gigabytes * GB, 0) / GB))).toEqual([2, 4, 10, 16, 21, 43])
  })

  it('is what the settings say, and never more than there is', () => {
    expect([modelBudget(16 * GB, 12), modelBudget(16 * GB, 0.5), modelBudget(16 * GB, 64)]).toEqual([12 * GB, GB / 2, 16 * GB])
  })
})
