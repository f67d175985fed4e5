import { CLIENTS, percentile, runCrowd } from '../web/api/crowd.ts'
import type { Bench } from './measure.ts'

const ROUNDS = 20

/** What 200 apps at once mean for those who are turned away, and for memory. Clients and door share one process, so that the figures are upper bounds. */
export const apiDoorBench: Bench = {
  name: 'api-door',
  run: async (say) => {
    const { rejectedMs, totalMs, heapBytes, answeredAtMs, failures } = await runCrowd(ROUNDS)
    const half = [...answeredAtMs.values()].map((times) => times.filter((ms) => ms < totalMs / 2).length)
    say(`${CLIENTS} apps asked ${ROUNDS} times each in ${(totalMs / 1000).toFixed(1)} s, ${failures.length} in vain; ${rejectedMs.length} of another were turned away`)
    return [
      { name: 'a rejected request, p50', value: percentile(rejectedMs, 0.5), unit: 'ms' },
      { name: 'a rejected request, p99', value: percentile(rejectedMs, 0.99), unit: 'ms', bound: 100, absolute: true },
      { name: 'the least served of 200 at half time, of its share', value: (Math.min(...half) / ROUNDS) * 2, unit: 'ratio', bound: 0.6, atLeast: true },
      { name: 'heap at the end, against the start', value: (heapBytes.after - heapBytes.before) / 1_000_000, unit: 'MB', bound: 20 },
    ]
  },
}
