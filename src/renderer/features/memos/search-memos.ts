import type { Api } from '../../client.ts'
import type { MemosStore } from './memos-store.ts'

const SETTLE_MS = 150
const REFRESH_MS = 1500
const MOST = 500

/** Looks for `text` in titles and notes, on the host. What is found stays fresh while the search stands. */
export const createSearch = (api: Api['memos'], store: MemosStore) => {
  let running = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = async (text: string, signal: AbortSignal): Promise<void> => {
    try {
      const found = await api.list({ text, limit: MOST }, { signal })
      if (signal.aborted) return
      store.setState(({ rows, search }) => ({
        // A row that is known is at least as new as this answer.
        rows: new Map([...found.rows.map((row) => [row.rowId, row] as const), ...rows]),
        search: search.text.trim() === text ? { text: search.text, ids: found.rows.map(({ rowId }) => rowId) } : search,
      }))
    } catch {
      // The list says by itself that the host does not answer; the last result stays.
    }
    if (!signal.aborted) timer = setTimeout(() => void ask(text, signal), REFRESH_MS)
  }

  return (typed: string): void => {
    running.abort()
    clearTimeout(timer)
    running = new AbortController()
    const { signal } = running
    const text = typed.trim()
    store.setState(({ search }) => ({ search: { text: typed, ids: text === '' ? null : search.ids } }))
    if (text !== '') timer = setTimeout(() => void ask(text, signal), SETTLE_MS)
  }
}
