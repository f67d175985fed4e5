import { expect, it } from 'vitest'
import { CLIENTS, percentile, runCrowd } from '../web/api/crowd.ts'

it('serves 200 apps at once, each in its turn, beside one that asks for far more than it may', async () => {
  const ROUNDS = 20
  const { answeredAtMs, failures, rejectedMs, totalMs, heapBytes } = await runCrowd(ROUNDS)
  expect(failures).toEqual([])
  expect(answeredAtMs.size).toBe(CLIENTS)
  expect([...answeredAtMs.values()].every((times) => times.length === ROUNDS)).toBe(true)
  // At half the time each has about half of its answers: nobody was made to wait for the others.
  const atHalf = [...answeredAtMs.values()].map((times) => times.filter((ms) => ms < totalMs / 2).length)
  expect(Math.min(...atHalf)).toBeGreaterThanOrEqual(ROUNDS * 0.3)
  expect(Math.max(...atHalf)).toBeLessThanOrEqual(ROUNDS * 0.7)
  expect(rejectedMs.length).toBeGreaterThan(100)
  const grownMegabytes = (heapBytes.after - heapBytes.before) / 1_000_000
  process.stdout.write(`${CLIENTS} apps × ${ROUNDS} in ${(totalMs / 1000).toFixed(1)} s; at half time ${Math.min(...atHalf)} to ${Math.max(...atHalf)} of ${ROUNDS}; ${rejectedMs.length} rejected, p50 ${percentile(rejectedMs, 0.5).toFixed(1)} ms, p99 ${percentile(rejectedMs, 0.99).toFixed(1)} ms; heap +${grownMegabytes.toFixed(1)} MB\n`)
  expect(grownMegabytes).toBeLessThan(20)
})
