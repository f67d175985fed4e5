import type { Clock } from '../ports/clock.ts'

export interface Sink<T> {
  push(item: T): void
  /** No more will come; what is pending is still delivered. */
  end(): void
  fail(error: unknown): void
}

export interface CoalesceOptions<T> {
  /** Called at once, not at the first read, so that nothing is missed between subscribing and reading. */
  readonly subscribe: (sink: Sink<T>) => () => void
  /** Two items become one; what it returns must stay bounded, however often it is called. */
  readonly merge: (older: T, newer: T) => T
  /** The least time between two items: 100 is ten a second. */
  readonly intervalMs: number
  /** What somebody waits for: it goes out at once, with all that is pending. None without it. Called once an item, in their order. */
  readonly isUrgent?: (item: T) => boolean
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
  readonly signal: AbortSignal
}

/**
 * Hands on what happens as fast as the reader reads and the interval allows; meanwhile everything is merged into ONE
 * pending item, so a slow or dead reader costs that item and no more. The last item always arrives. An abort ends it quietly.
 */
export const coalesce = <T>({ subscribe, merge, intervalMs, isUrgent = () => false, clock, signal }: CoalesceOptions<T>): AsyncGenerator<T, undefined, void> => {
  let pending: { readonly item: T } | null = null
  let failure: { readonly error: unknown } | null = null
  let closed = false
  let wake: () => void = () => {}
  // Aborted when nothing more comes: a pending item then need not wait for its turn.
  const hurry = new AbortController()
  let cannotWait = false
  let rest: AbortController | null = null

  const finish = (): void => {
    hurry.abort()
    rest?.abort()
    wake()
  }
  const stop = subscribe({
    push: (item) => {
      if (hurry.signal.aborted) return
      pending = { item: pending === null ? item : merge(pending.item, item) }
      if (isUrgent(item)) {
        cannotWait = true
        rest?.abort()
      }
      wake()
    },
    end: finish,
    fail: (error) => {
      if (!hurry.signal.aborted) failure = { error }
      finish()
    },
  })
  const close = (): void => {
    if (closed) return
    closed = true
    pending = null
    signal.removeEventListener('abort', close)
    stop()
    finish()
  }
  signal.addEventListener('abort', close)
  if (signal.aborted) close()

  const takeNext = (): { readonly item: T } | null => {
    const taken = pending
    pending = null
    cannotWait = false
    return taken
  }

  async function* read(): AsyncGenerator<T, undefined, void> {
    let lastMs = Number.NEGATIVE_INFINITY
    try {
      while (!closed) {
        if (pending === null && !hurry.signal.aborted) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
          continue
        }
        const restMs = lastMs + intervalMs - clock.monotonic()
        if (restMs > 0 && !cannotWait && !hurry.signal.aborted) {
          rest = new AbortController()
          await clock.sleep(restMs, rest.signal).catch(() => {})
          rest = null
        }
        const next = takeNext()
        if (next !== null) {
          lastMs = clock.monotonic()
          yield next.item
        } else if (hurry.signal.aborted) {
          break
        }
      }
      if (failure !== null && !signal.aborted) throw failure.error
    } finally {
      close()
    }
    return undefined
  }

  const iterator = read()
  const endRead = iterator.return.bind(iterator)
  // A generator queues `return` behind a `next` that waits, and runs no `finally` when it never began: close first.
  iterator.return = (value) => {
    close()
    return endRead(value)
  }
  return iterator
}
