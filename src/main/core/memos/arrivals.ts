import type { Clock, MemoStore } from '../ports/index.ts'

/** How long several wait for one another before they are written down together. */
const GATHER_MS = 10
const MOST_TOGETHER = 64
/** After this long without another one, a burst of them is over. */
const LULL_MS = 150
/** The work goes on step by step however long a burst lasts. */
const LONGEST_WAIT_MS = 2000

export interface Arrivals {
  /** As the store's `durably`, one flush of the disk for all that come at the same time. Each fails by itself. */
  durably<Result>(work: () => Result): Promise<Result>
  /** Resolves when nothing is just arriving, or after two seconds: a thousand recordings are taken in before they are read. */
  lull(signal: AbortSignal): Promise<void>
}

interface Waiting {
  run(): void
  settle(): void
  fail(error: unknown): void
}

/** Recordings that come in by themselves, many at once. */
export const createArrivals = ({ store, clock, onWritten }: { readonly store: Pick<MemoStore, 'durably'>; readonly clock: Clock; readonly onWritten: () => void }): Arrivals => {
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  let lastMs = Number.NEGATIVE_INFINITY

  const writeAlone = (one: Waiting): void => {
    try {
      store.durably(() => one.run())
    } catch (error) {
      return one.fail(error)
    }
    one.settle()
  }

  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    const together = waiting
    waiting = []
    try {
      store.durably(() => {
        for (const { run } of together) run()
      })
    } catch {
      // All of it was undone, so each is tried by itself, and only the one that fails is told so.
      for (const one of together) writeAlone(one)
      return onWritten()
    }
    for (const { settle } of together) settle()
    onWritten()
  }

  return {
    durably: (work) =>
      new Promise((resolve, reject) => {
        let settle = (): void => {}
        waiting.push({
          run: () => {
            const result = work()
            settle = () => resolve(result)
          },
          settle: () => settle(),
          fail: reject,
        })
        lastMs = clock.monotonic()
        if (waiting.length >= MOST_TOGETHER) write()
        else timer ??= setTimeout(write, GATHER_MS)
      }),
    lull: async (signal) => {
      const sinceMs = clock.monotonic()
      for (;;) {
        const restMs = Math.min(lastMs + LULL_MS, sinceMs + LONGEST_WAIT_MS) - clock.monotonic()
        if (restMs <= 0 || signal.aborted) return
        await clock.sleep(restMs, signal).catch(() => {})
      }
    },
  }
}
