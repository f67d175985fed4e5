import type { Clock, Log } from '../ports/index.ts'

const INTERVAL_MS = 500

interface Saving {
  /** Something is new: it is saved now, or with what follows within half a second. */
  changed(): void
  /** Saves what is new, and no more from then on. */
  end(): Promise<void>
}

/** Saves at once and then at most twice a second, always the newest. A save that fails is tried again with the next. */
export const saveNowAndThen = ({ save, clock, log }: { readonly save: () => unknown; readonly clock: Clock; readonly log: Log }): Saving => {
  const ending = new AbortController()
  let isNew = false
  let resting: Promise<void> | null = null
  const saveIt = (): void => {
    isNew = false
    try {
      save()
    } catch {
      log.warn('chat.journal-failed')
      isNew = true
    }
  }
  const rest = async (): Promise<void> => {
    await clock.sleep(INTERVAL_MS, ending.signal).catch(() => undefined)
    resting = null
    if (isNew && !ending.signal.aborted) changed()
  }
  const changed = (): void => {
    isNew = true
    if (resting !== null) return
    saveIt()
    resting = rest()
  }
  return {
    changed,
    end: async () => {
      ending.abort()
      await resting
      if (isNew) saveIt()
    },
  }
}
