import type { Clock } from '../ports/index.ts'

const LEAST_MS = 250

/** Tells listeners that something changed, at most four times a second; the last change is always told. */
export const createTell = (clock: Clock, signal: AbortSignal) => {
  const listeners = new Set<() => void>()
  let lastMs = Number.NEGATIVE_INFINITY
  let isDue = false

  const call = (): void => {
    isDue = false
    lastMs = clock.monotonic()
    for (const listener of listeners) listener()
  }
  return {
    tell: (): void => {
      if (isDue || signal.aborted) return
      isDue = true
      clock.sleep(Math.max(0, lastMs + LEAST_MS - clock.monotonic()), signal).then(call, () => undefined)
    },
    onChange: (listener: () => void): (() => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
