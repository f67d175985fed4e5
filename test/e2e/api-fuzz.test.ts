import { expect, it, onTestFinished } from 'vitest'
import { missing } from '../shared.ts'
import { fuzzApi } from './api-fuzz.ts'
import { openApi } from './api-rig.ts'
import { seedOfRun } from './seeded.ts'

it.skipIf(missing('models/stories260K-f32.gguf', 'models/embed-static-64d-f16.gguf'))('answers whatever is asked of the real engine, in the words of each API, and stands', { timeout: 240_000 }, async () => {
  const rig = await openApi({ apiLines: '  requestsPerMinute: 10000\n' })
  onTestFinished(rig.close)
  const seed = seedOfRun()
  process.stdout.write(`Odd requests with FREEHOLD_SEED=${seed}\n`)
  const { statuses, slowestMs } = await fuzzApi(rig, { seed, batches: 40 })
  process.stdout.write(`${[...statuses].map(([what, count]) => `${what}: ${count}`).join(', ')}; the slowest took ${Math.round(slowestMs)} ms\n`)
  expect(statuses.get('openai 200')).toBeGreaterThan(5)
  expect(statuses.get('ollama 200')).toBeGreaterThan(5)
  const deep = `${'{"type":"object","properties":{"a":'.repeat(3000)}{}${'}}'.repeat(3000)}`
  const refused = await fetch(`${rig.url}/api/chat`, { method: 'POST', headers: { authorization: `Bearer ${rig.token}` }, body: `{"model":"stories260K-f32","format":${deep},"messages":[{"role":"user","content":"Hello"}]}` })
  expect([refused.status, await refused.json()]).toEqual([400, { error: 'What was sent is nested more than 500 levels deep.' }])
  expect(rig.host.process.exitCode).toBeNull()
})
