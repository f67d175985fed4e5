/** Wakes loops that have nothing to do. A ring between looking for work and going to sleep is not lost. */
export interface Bell {
  ring(): void
  /** Pass `rings` as it was before looking for work. Resolves at the next ring, or when the signal aborts. */
  after(rings: number, signal: AbortSignal): Promise<void>
  rings(): number
}

/** Creates a bell that nobody waits for yet. */
export const createBell = (): Bell => {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    ring: () => {
      count += 1
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    after: (rings, signal) => {
      if (rings !== count || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiting.push(wake)
        signal.addEventListener('abort', wake, { once: true })
      })
    },
    rings: () => count,
  }
}
