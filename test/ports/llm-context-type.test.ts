import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLlama } from '../../src/main/adapters/llama/index.ts'
import type { LlmEvent } from '../../src/main/core/ports/index.ts'
import { modelAt, realEngines } from '../engines.ts'
import { makeModel, VOCABULARY } from '../make-model.ts'
import { missing } from '../shared.ts'

const never = new AbortController().signal

describe.skipIf(missing(VOCABULARY))('what a model has read, kept in 16 or in 8 bits a number', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-context-type-'))
  const model = modelAt(join(folder, 'wide.gguf'), 'language')
  // Keys and values of 128 numbers a head, as large models have them: 2048 tokens take 256 MB in 16 bits, and 136 MB in 8.
  beforeAll(() => makeModel(model.path, { contextTokens: 2048, embedding: 64, layers: 8, heads: 32, headSize: 128, feedForward: 64 }))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('answers in both, and takes less memory in the smaller', async () => {
    const held = async (contextType: 'f16' | 'q8_0'): Promise<{ readonly bytes: number; readonly tokens: number; readonly contextTokens: number }> => {
      const seen: number[] = []
      const engines = realEngines({ onMeasured: ({ bytes }) => void seen.push(bytes), limits: { pingMs: 200 } })
      try {
        const llm = createLlama({ engines, threads: () => 1, contextType: () => contextType })
        const events: LlmEvent[] = []
        for await (const event of llm.chat({ model, conversation: 'one', messages: [{ role: 'user', text: 'What is in the garden shed?' }], maxTokens: 12, sampling: { temperature: 0 }, signal: never })) events.push(event)
        const contextTokens = await llm.contextTokens(model, never)
        return { bytes: Math.max(...seen), contextTokens, tokens: events.flatMap((event) => (event.type === 'usage' ? event.tokensOut : []))[0] ?? 0 }
      } finally {
        await engines.close()
      }
    }
    const [whole, half] = [await held('f16'), await held('q8_0')]
    for (const { tokens, contextTokens } of [whole, half]) expect({ tokens, contextTokens }).toEqual({ tokens: 12, contextTokens: 2048 })
    expect(whole.bytes - half.bytes).toBeGreaterThan(80 * 2 ** 20)
  })
})
