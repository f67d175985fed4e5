import type { MemoChanges, MemoRow } from '../../../contract/memos.ts'
import type { Api } from '../../client.ts'
import { withChanges, withRows, type MemosStore } from './memos-store.ts'

const PAGE = 500
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5000

/** Keeps the store in step with the host until `signal` ends it: subscribe, list, apply what is newer; anew after a loss. */
export const syncMemos = async (api: Api['memos'], store: MemosStore, signal: AbortSignal): Promise<void> => {
  let waitMs = FIRST_WAIT_MS
  while (!signal.aborted) {
    try {
      const outcome = await follow(api, store, signal, () => {
        waitMs = FIRST_WAIT_MS
      })
      if (outcome === 'reload') continue
    } catch {
      // Whatever went wrong, the answer is the same: say that the list may be old, and ask again.
    }
    if (signal.aborted) return
    store.setState((state) => (state.state === 'ready' ? { state: 'stale' } : state))
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}

const follow = async (api: Api['memos'], store: MemosStore, signal: AbortSignal, onListed: () => void): Promise<'reload' | 'ended'> => {
  const ours = new AbortController()
  const both = AbortSignal.any([signal, ours.signal])
  const changes = await api.changes(undefined, { signal: both })
  const early: MemoChanges[] = []
  let listed = false
  const reading = (async () => {
    for await (const change of changes) {
      if (change.reload) return 'reload'
      if (listed) store.setState((state) => withChanges(state, change))
      else early.push(change)
    }
    return 'ended'
  })()
  // A failure shows up where it is awaited below; until then it must not count as unhandled.
  reading.catch(() => {})
  try {
    await list(api, store, both)
    listed = true
    for (const change of early) store.setState((state) => withChanges(state, change))
    onListed()
    return await reading
  } finally {
    ours.abort()
  }
}

/** Reads every page; the first is shown at once. Its revision is the oldest, so that nothing newer is missed. */
const list = async (api: Api['memos'], store: MemosStore, signal: AbortSignal): Promise<void> => {
  const rows: MemoRow[] = []
  let cursor: string | undefined
  let revision: number | null = null
  do {
    const page = await api.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) }, { signal })
    rows.push(...page.rows)
    revision ??= page.revision
    cursor = page.nextCursor ?? undefined
    const isFirst = rows.length === page.rows.length
    if (cursor === undefined || (isFirst && store.getState().state === 'loading')) {
      const counts = page.counts
      const since = revision
      store.setState((state) => withRows(state, rows, counts, since))
    }
  } while (cursor !== undefined)
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
