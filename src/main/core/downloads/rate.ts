/** How fast something comes, over the last five seconds. */
export interface Rate {
  add(bytes: number): void
  /** Null before there is anything to tell from. */
  perSecond(): number | null
}

const SPAN_MS = 5000
const STEP_MS = 250

/** A moving average: bytes of the last five seconds, gathered in steps of a quarter of one. */
export const createRate = (monotonic: () => number): Rate => {
  const startedMs = monotonic()
  const steps: { readonly atMs: number; bytes: number }[] = []
  const forget = (nowMs: number): void => {
    while (steps[0] !== undefined && nowMs - steps[0].atMs > SPAN_MS) steps.shift()
  }
  return {
    add: (bytes) => {
      const nowMs = monotonic()
      const last = steps.at(-1)
      if (last !== undefined && nowMs - last.atMs < STEP_MS) last.bytes += bytes
      else steps.push({ atMs: nowMs, bytes })
      forget(nowMs)
    },
    perSecond: () => {
      const nowMs = monotonic()
      forget(nowMs)
      const spanMs = Math.min(SPAN_MS, nowMs - startedMs)
      return spanMs < STEP_MS ? null : (steps.reduce((bytes, step) => bytes + step.bytes, 0) / spanMs) * 1000
    },
  }
}
