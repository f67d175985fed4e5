import type { ChatEvent } from '../../../contract/chat.ts'

const FIRST_WAIT_MS = 300
const LONGEST_WAIT_MS = 5000

interface Following {
  readonly follow: (signal: AbortSignal) => Promise<AsyncIterable<ChatEvent>>
  /** Reads what there is; events that came meanwhile are applied after it. */
  readonly read: () => Promise<void>
  /** Answers whether the page could take it in; when not, everything is read anew. */
  readonly apply: (event: ChatEvent) => boolean
  /** There is nothing to follow any more. */
  readonly ended: () => boolean
  readonly onLost: () => void
  readonly signal: AbortSignal
}

/** Keeps a chat in step with the host until `signal` ends it: subscribe, read, apply; anew after a loss. */
export const followChat = async ({ follow, read, apply, ended, onLost, signal }: Following): Promise<void> => {
  let waitMs = FIRST_WAIT_MS

  const once = async (): Promise<'reload' | 'ended'> => {
    const ours = new AbortController()
    const early: ChatEvent[] = []
    let isRead = false
    try {
      const events = await follow(AbortSignal.any([signal, ours.signal]))
      const reading = (async () => {
        for await (const event of events) {
          if (!isRead) early.push(event)
          else if (!apply(event)) return 'reload'
          if (event.type === 'deleted') return 'ended'
        }
        return 'ended'
      })()
      // A failure shows up where it is awaited below; until then it must not count as unhandled.
      reading.catch(() => {})
      await read()
      isRead = true
      for (const event of early) if (!apply(event)) return 'reload'
      waitMs = FIRST_WAIT_MS
      return await reading
    } finally {
      ours.abort()
    }
  }

  while (!signal.aborted && !ended()) {
    try {
      if ((await once()) === 'reload') continue
    } catch {
      // A chat that cannot be followed may still be read: that tells a deleted one from a lost line.
      await read().catch(() => {})
    }
    if (signal.aborted || ended()) return
    onLost()
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}
