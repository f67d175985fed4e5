const INTERVAL_MS = 100

export interface EventBatch {
  push(event: { readonly type: string }): void
  /** Sends what is held back; called before the result, so that no event comes after it. */
  flush(): void
}

/** Holds events back so that at most ten messages a second go out; of `progress` only the newest is kept. */
export const createEventBatch = (send: (events: readonly unknown[]) => void): EventBatch => {
  let held: { readonly type: string }[] = []
  let timer: NodeJS.Timeout | null = null
  let lastSentMs = -INTERVAL_MS

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (held.length === 0) return
    const events = held
    held = []
    lastSentMs = performance.now()
    send(events)
  }

  return {
    push: (event) => {
      if (event.type === 'progress') held = held.filter((other) => other.type !== 'progress')
      held.push(event)
      const waitMs = lastSentMs + INTERVAL_MS - performance.now()
      if (waitMs <= 0) flush()
      else timer ??= setTimeout(flush, waitMs)
    },
    flush,
  }
}
