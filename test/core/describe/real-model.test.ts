import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLlama } from '../../../src/main/adapters/llama/index.ts'
import { createDescriber } from '../../../src/main/core/describe/index.ts'
import type { Engines } from '../../../src/main/core/ports/index.ts'
import { languageModel, realEngines } from '../../engines.ts'
import { missing } from '../../shared.ts'

// This model tells children's stories in 512 tokens: what it says is nonsense, how it is asked and stopped is not.
describe.skipIf(missing('models/stories260K-f32.gguf'))('describing with a real language model', () => {
  let engines: Engines
  beforeAll(() => {
    engines = realEngines()
  })
  afterAll(() => engines.close())

  it.each([
    ['a short memo', 'The train from Madrid was nine minutes late. Remind me to call the dentist on Monday.'],
    ['a memo longer than the model holds', 'The train from Madrid was nine minutes late. Remind me to call the dentist on Monday. '.repeat(12)],
    ['letters that are many tokens each', '月曜日に歯医者に電話する。🦷'.repeat(12)],
  ])('gives every field its bounds for %s', async (_, text) => {
    const describeTranscript = createDescriber({ llm: createLlama({ engines, threads: () => 0 }) })
    const { title, summary, actions, tags } = await describeTranscript({ model: languageModel, text, language: 'en', tagsInUse: [], signal: AbortSignal.timeout(50_000) })
    expect(title).toMatch(/^\S.{0,59}$/su)
    expect(summary.length).toBeLessThan(200)
    expect(actions.length).toBeLessThanOrEqual(10)
    for (const tag of tags) expect(tag).toMatch(/^[\p{L}\p{M}\p{N}_/-]+$/u)
  })
})
