import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OllamaErrorSchema } from '../../../src/contract/ollama.ts'
import { ollamaRoutes } from '../../../src/main/web/api/ollama-routes.ts'
import { createOllamaWork, EMBEDDER, MODEL } from '../../fakes/ollama-work.ts'
import { openOllamaRig } from './ollama-rig.ts'

const PATHS = ollamaRoutes.filter(({ method }) => method === 'POST' || method === 'DELETE').map(({ method, path }) => ({ sending: { method } satisfies RequestInit, path: path.replace(':digest', 'sha256:00') }))

// Fields that are asked for, with values that almost fit: what any JSON would never come near.
const nearly = fc.record(
  {
    model: fc.oneof(fc.constantFrom(MODEL.id, EMBEDDER.id, 'none'), fc.jsonValue()),
    name: fc.oneof(fc.constant(MODEL.id), fc.jsonValue()),
    prompt: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    system: fc.oneof(fc.string(), fc.jsonValue()),
    input: fc.oneof(fc.string(), fc.array(fc.string()), fc.jsonValue()),
    messages: fc.oneof(fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'x'), content: fc.oneof(fc.string(), fc.jsonValue()), tool_calls: fc.jsonValue(), tool_name: fc.string(), images: fc.jsonValue() }, { requiredKeys: ['role'] })), fc.jsonValue()),
    tools: fc.oneof(fc.array(fc.record({ type: fc.constant('function'), function: fc.record({ name: fc.string(), parameters: fc.jsonValue() }) })), fc.jsonValue()),
    options: fc.oneof(fc.dictionary(fc.constantFrom('temperature', 'top_p', 'top_k', 'seed', 'stop', 'num_ctx', 'num_predict', '__proto__'), fc.jsonValue()), fc.jsonValue()),
    format: fc.oneof(fc.constantFrom('', 'json'), fc.jsonValue()),
    keep_alive: fc.oneof(fc.double(), fc.constantFrom('5m', '-1', '1e999s'), fc.string(), fc.jsonValue()),
    think: fc.jsonValue(),
    stream: fc.oneof(fc.boolean(), fc.jsonValue()),
    raw: fc.boolean(),
    dimensions: fc.oneof(fc.integer(), fc.jsonValue()),
  },
  { requiredKeys: [] },
)
const body = fc.oneof({ weight: 6, arbitrary: nearly.map((value) => JSON.stringify(value)) }, { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })

it('answers any body with what was asked for, or with an error of Ollama’s shape', async () => {
  const { url, log } = await openOllamaRig(createOllamaWork())
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), body, async ({ sending, path }, text) => {
      const response = await fetch(url + path, { ...sending, body: text })
      const answer = await response.text()
      if (response.status !== 200) {
        OllamaErrorSchema.parse(JSON.parse(answer))
        expect(response.status).not.toBe(500)
      } else if (path !== '/api/delete') {
        for (const line of answer.trim().split('\n')) expect(typeof JSON.parse(line)).toBe('object')
      }
    }),
    { numRuns: 600 },
  )
  expect(log.lines.filter(({ event }) => event === 'api.failed')).toEqual([])
})
