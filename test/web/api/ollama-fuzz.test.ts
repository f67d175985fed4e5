import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OllamaErrorSchema } from '../../../src/contract/ollama.ts'
import { ollamaRoutes } from '../../../src/main/web/api/ollama-routes.ts'
import { createOllamaWork, EMBEDDER, MODEL } from '../../fakes/ollama-work.ts'
import { openOllamaRig } from './ollama-rig.ts'

const PATHS = ollamaRoutes.filter(({ method }) => method === 'POST' || method === 'DELETE').map(({ method, path }) => ({ sending: { method } satisfies RequestInit, path: path.replace(':digest', 'sha256:00') }))

const call = fc.record({ function: fc.record({ name: fc.constantFrom('a', 'b'), arguments: fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())) }) })
const message = fc.record(
  { role: fc.constantFrom('system', 'user', 'assistant', 'assistant', 'tool', 'x'), content: fc.oneof({ weight: 5, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.jsonValue() }), tool_calls: fc.oneof({ weight: 5, arbitrary: fc.array(call) }, { weight: 1, arbitrary: fc.jsonValue() }), tool_name: fc.constantFrom('a', 'b', 'c'), images: fc.constantFrom([], null, ['aGk=']) },
  { requiredKeys: ['role'] },
)

// Fields that are asked for, with values that almost fit: what any JSON would never come near.
const FIELDS = {
  model: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(MODEL.id, MODEL.id, EMBEDDER.id, 'none') }, { weight: 1, arbitrary: fc.jsonValue() }),
  name: fc.constantFrom(MODEL.id, null, 3),
  prompt: fc.oneof({ weight: 5, arbitrary: fc.string({ unit: 'binary' }) }, { weight: 1, arbitrary: fc.jsonValue() }),
  system: fc.oneof(fc.string(), fc.jsonValue()),
  input: fc.oneof(fc.string(), fc.array(fc.string()), fc.jsonValue()),
  messages: fc.oneof({ weight: 5, arbitrary: fc.array(message) }, { weight: 1, arbitrary: fc.jsonValue() }),
  tools: fc.oneof(fc.array(fc.record({ type: fc.constant('function'), function: fc.record({ name: fc.string(), parameters: fc.jsonValue() }) })), fc.jsonValue()),
  options: fc.oneof(fc.constant({}), fc.dictionary(fc.constantFrom('temperature', 'top_p', 'top_k', 'seed', 'stop', 'num_ctx', 'num_predict', '__proto__'), fc.jsonValue()), fc.jsonValue()),
  format: fc.oneof(fc.constantFrom('', 'json', {}), fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
  keep_alive: fc.oneof(fc.double({ noNaN: true }), fc.constantFrom('5m', '-1', '1e999s'), fc.string()),
  think: fc.constantFrom(true, true, false, 'high', 'x'),
  stream: fc.constantFrom(true, true, false, false, null, 3),
  raw: fc.boolean(),
  dimensions: fc.oneof(fc.integer(), fc.jsonValue()),
}
type Field = keyof typeof FIELDS
const ASKS: Readonly<Record<string, readonly Field[]>> = { '/api/chat': ['messages'], '/api/generate': ['prompt'], '/api/embed': ['input'], '/api/embeddings': ['prompt'] }
const OTHERS: readonly Field[] = ['system', 'options', 'format', 'keep_alive', 'think', 'stream', 'raw', 'dimensions', 'tools', 'name', 'prompt', 'input', 'messages']

/** Bodies for a path: its own fields, and up to three others. */
const bodyFor = (path: string): fc.Arbitrary<string> => {
  const nearly = fc.subarray([...OTHERS], { maxLength: 3 }).chain((others) => {
    const fields = [...new Set<Field>(['model', ...(ASKS[path] ?? []), ...others])]
    return fc.record(Object.fromEntries(fields.map((field) => [field, FIELDS[field] as fc.Arbitrary<unknown>])))
  })
  return fc.oneof({ weight: 6, arbitrary: nearly.map((value) => JSON.stringify(value)) }, { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })
}
const request = fc.constantFrom(...PATHS, ...PATHS.filter(({ path }) => path in ASKS)).chain((asked) => bodyFor(asked.path).map((body) => ({ ...asked, body })))

it('answers any body with what was asked for, or with an error of Ollama’s shape', async () => {
  let answered = 0
  const { url, log } = await openOllamaRig(createOllamaWork())
  await fc.assert(
    fc.asyncProperty(request, async ({ sending, path, body }) => {
      const response = await fetch(url + path, { ...sending, body })
      const answer = await response.text()
      if (response.status !== 200) {
        OllamaErrorSchema.parse(JSON.parse(answer))
        expect(response.status).not.toBe(500)
      } else if (path !== '/api/delete') {
        answered++
        for (const line of answer.trim().split('\n')) expect(typeof JSON.parse(line)).toBe('object')
      }
    }),
    { numRuns: 500 },
  )
  // Else it tries nothing but the reader of the body.
  expect(answered).toBeGreaterThan(40)
  expect(log.lines.filter(({ event }) => event === 'api.failed')).toEqual([])
})
