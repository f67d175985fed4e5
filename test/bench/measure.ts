import { cpus, totalmem } from 'node:os'

/** One figure of a bench: what was measured, against what, and the bound it is held to. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: 'ratio' | 'ms' | 's' | 'MB' | 'kB' | '%' | 'words' | 'µs' | 'tok/s'
  /** At most this, unless `atLeast`. Absolute bounds are for an idle M-series Mac and only printed here. */
  readonly bound?: number
  readonly atLeast?: boolean
  readonly absolute?: boolean
  readonly note?: string
}

export interface Bench {
  readonly name: string
  readonly run: (say: (text: string) => void) => Promise<readonly Figure[]>
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** The median of `count` runs, with the spread; the first, cold run is not counted. */
export const repeat = async (count: number, run: () => Promise<number>, warmUps = 1): Promise<{ readonly median: number; readonly min: number; readonly max: number }> => {
  for (let index = 0; index < warmUps; index += 1) await run()
  const values: number[] = []
  for (let index = 0; index < count; index += 1) values.push(await run())
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** Milliseconds that a piece of work takes. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

// What an M1 should need for the loop below. Computed, not measured, for no Mac is at hand: a turn is a chain of a multiply
// (3 cycles) and an add (1), 40 million turns at 3.2 GHz. The bound of an absolute figure is judged by the ratio to it.
const MAC_LOOP_MS = 50

const loopMs = (): number => {
  const started = performance.now()
  let state = 1
  let sum = 0
  for (let index = 0; index < 40_000_000; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    sum = (sum + (state >>> 16)) | 0
  }
  if (sum === 42) throw new Error('never')
  return performance.now() - started
}

/** A fixed loop of integer work, median of 5: what this machine is worth right now. */
export const calibrate = (): { readonly loopMs: number; readonly timesSlower: number; readonly machine: string } => {
  loopMs()
  const values = Array.from({ length: 5 }, loopMs)
  const middle = median(values)
  return { loopMs: middle, timesSlower: middle / MAC_LOOP_MS, machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB` }
}
