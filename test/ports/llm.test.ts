import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLlama } from '../../src/main/adapters/llama/index.ts'
import type { Engines, JsonRequest, Llm } from '../../src/main/core/ports/index.ts'
import { languageModel, modelAt, realEngines } from '../engines.ts'
import { missing, shared } from '../shared.ts'

const schema = {
  type: 'object',
  properties: { title: { type: 'string', maxLength: 30 }, tags: { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 12 } } },
}

describe.skipIf(missing('models/stories260K-f32.gguf'))('language model: llama.cpp in a child process', () => {
  let engines: Engines
  let llm: Llm
  const request: JsonRequest = {
    model: languageModel,
    system: 'You name stories.',
    prompt: 'Once upon a time there was a cat.',
    schema,
    maxTokens: 150,
    signal: new AbortController().signal,
  }
  beforeAll(() => {
    engines = realEngines()
    llm = createLlama({ engines, threads: () => 0 })
  })
  afterAll(() => engines.close())

  it('answers with JSON that fits the schema, the same each time', async () => {
    const answer = (await llm.completeJson(request)) as { readonly title: unknown; readonly tags: unknown }
    expect(answer.title).toBeTypeOf('string')
    expect(String(answer.title).length).toBeLessThanOrEqual(30)
    expect(Array.isArray(answer.tags)).toBe(true)
    expect(await llm.completeJson(request)).toEqual(answer)
  })

  it('counts tokens, and knows how many it holds', async () => {
    expect(await llm.countTokens(languageModel, 'Once upon a time', request.signal)).toBe(4)
    expect(await llm.countTokens(languageModel, '', request.signal)).toBe(0)
    expect(await llm.contextTokens(languageModel, request.signal)).toBe(512)
  })

  it('refuses a prompt that does not fit, with the figures, and never cuts it', async () => {
    const refused = llm.completeJson({ ...request, prompt: request.prompt.repeat(100) })
    await expect(refused).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringMatching(/takes \d+ tokens .* up to 150, .* holds 512/) as string })
  })

  it('refuses an answer that comes to no end', async () => {
    const endless = { type: 'object', properties: { story: { type: 'string' } } }
    await expect(llm.completeJson({ ...request, schema: endless, maxTokens: 20 })).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })

  it('stops when told to', async () => {
    const controller = new AbortController()
    // A story that would go on for hundreds of tokens: a short answer may be there before it is told to stop.
    const endless = { type: 'object', properties: { story: { type: 'string' } } }
    const aborted = llm.completeJson({ ...request, schema: endless, maxTokens: 400, signal: controller.signal }).catch((error: unknown) => error)
    setTimeout(() => controller.abort(), 20)
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    expect(await llm.countTokens(languageModel, 'cat', request.signal)).toBeGreaterThan(0)
  })

  it('refuses a model of another kind', async () => {
    const other = modelAt(shared('models/nanowhisper-en-q5_0.bin'), 'language')
    await expect(llm.completeJson({ ...request, model: other })).rejects.toMatchObject({ code: 'MODEL_BROKEN' })
  })
})
