const INTERVAL_MS = 100
const TEXT_INTERVAL_MS = 34

interface BatchedEvent {
  readonly type: string
  readonly [field: string]: unknown
}

export interface EventBatch {
  push(event: BatchedEvent): void
  /** Sends what is held back; called before the result, so that no event comes after it. */
  flush(): void
}

/**
 * Holds events back so that at most ten messages a second go out; of `progress` only the newest is kept. Text that is being written
 * goes up to thirty times a second, its first piece at once, and pieces that follow each other go as one.
 */
export const createEventBatch = (send: (events: readonly unknown[]) => void): EventBatch => {
  let held: BatchedEvent[] = []
  let timer: NodeJS.Timeout | null = null
  let isTextTimer = false
  let hasText = false
  let lastSentMs = -INTERVAL_MS

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    isTextTimer = false
    if (held.length === 0) return
    const events = held
    held = []
    lastSentMs = performance.now()
    send(events)
  }

  const hold = (event: BatchedEvent): void => {
    const last = held.at(-1)
    if (isText(event) && last !== undefined && isText(last) && last.type === event.type) held[held.length - 1] = join(last, event)
    else {
      if (event.type === 'progress') held = held.filter((other) => other.type !== 'progress')
      held.push(event)
    }
  }

  return {
    push: (event) => {
      hold(event)
      const isTextEvent = isText(event)
      // A timer that runs for text already is never too late for anything.
      if (isTextTimer || (timer !== null && !isTextEvent)) return
      const isFirstText = isTextEvent && !hasText
      hasText ||= isTextEvent
      const waitMs = isFirstText ? 0 : lastSentMs + (isTextEvent ? TEXT_INTERVAL_MS : INTERVAL_MS) - performance.now()
      if (waitMs <= 0) return flush()
      if (timer !== null) clearTimeout(timer)
      isTextTimer = isTextEvent
      timer = setTimeout(flush, waitMs)
    },
    flush,
  }
}

type TextEvent = BatchedEvent & { readonly text: string }

/** Two pieces of text as one; how likely their tokens were is kept in order. */
const join = (first: TextEvent, second: TextEvent): TextEvent => {
  const chances = [first, second].flatMap((event) => (Array.isArray(event['chances']) ? (event['chances'] as readonly unknown[]) : []))
  return { ...second, text: first.text + second.text, ...(chances.length === 0 ? {} : { chances }) }
}

const isText = (event: BatchedEvent): event is TextEvent => (event.type === 'delta' || event.type === 'thinking') && typeof event['text'] === 'string'
