import type { MemoRow } from '../../../contract/memos.ts'
import type { Api } from '../../client.ts'
import type { MemosStore } from './memos-store.ts'

const SETTLE_MS = 150
const REFRESH_MS = 1500
const PAGE = 500

/** Looks for `text` in titles and notes, on the host. What is found stays fresh while the search stands. */
export const createSearch = (api: Api['memos'], store: MemosStore) => {
  let running = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  const show = (text: string, found: readonly MemoRow[]): void =>
    store.setState(({ rows, search }) => ({
      // A row that is known is at least as new as this answer.
      rows: new Map([...found.map((row) => [row.rowId, row] as const), ...rows]),
      search: search.text.trim() === text ? { text: search.text, ids: found.map(({ rowId }) => rowId) } : search,
    }))

  /** Reads every page. The first is shown at once, unless an older result stands: that stays until all of it is here. */
  const read = async (text: string, isFirst: boolean, signal: AbortSignal): Promise<void> => {
    const found: MemoRow[] = []
    let cursor: string | undefined
    do {
      const page = await api.list({ text, limit: PAGE, ...(cursor !== undefined && { cursor }) }, { signal })
      if (signal.aborted) return
      const isStart = found.length === 0
      found.push(...page.rows)
      cursor = page.nextCursor ?? undefined
      if (cursor === undefined || (isFirst && isStart)) show(text, found)
    } while (cursor !== undefined)
  }

  const ask = async (text: string, isFirst: boolean, signal: AbortSignal): Promise<void> => {
    const { revision } = store.getState()
    let isRead = false
    try {
      await read(text, isFirst, signal)
      isRead = true
    } catch {
      // The page says by itself that the host does not answer; the last result stays.
    }
    const wait = (): void => {
      if (signal.aborted) return
      timer = setTimeout(() => (!isRead || store.getState().revision !== revision ? void ask(text, false, signal) : wait()), REFRESH_MS)
    }
    wait()
  }

  return (typed: string): void => {
    running.abort()
    clearTimeout(timer)
    running = new AbortController()
    const { signal } = running
    const text = typed.trim()
    store.setState(({ search }) => ({ search: { text: typed, ids: text === '' ? null : search.ids } }))
    if (text !== '') timer = setTimeout(() => void ask(text, true, signal), SETTLE_MS)
  }
}
