import { createStore } from 'zustand/vanilla'
import type { ChatId, ChatRow } from '../../../contract/chat.ts'
import type { Api } from '../../client.ts'

export interface ChatsList {
  readonly rows: readonly ChatRow[]
  readonly nextCursor: string | null
  /** Until the first page is here. */
  readonly loading: boolean
}

const PAGE = 100
const AGAIN_MS = 1000
const EMPTY: ChatsList = { rows: [], nextCursor: null, loading: true }

/** The chats as the list shows them, kept in step with the host while it is watched. */
export const createChatsList = (api: Pick<Api['chat'], 'list' | 'listChanges'>) => {
  const store = createStore<ChatsList>(() => EMPTY)
  let text = ''
  let asked = 0

  /** As many rows as are shown, read anew; an answer that is overtaken is thrown away. */
  const read = async (signal: AbortSignal): Promise<void> => {
    asked += 1
    const mine = asked
    const limit = Math.min(500, Math.max(PAGE, store.getState().rows.length))
    const { rows, nextCursor } = await api.list({ limit, ...(text !== '' && { text }) }, { signal })
    if (mine === asked) store.setState({ rows, nextCursor, loading: false })
  }

  return {
    store,
    /** Reads the list and then each change; ends with `signal`. */
    async watch(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        try {
          for await (const _ of await api.listChanges(undefined, { signal })) await read(signal)
        } catch {
          // The page says on every screen that the host does not answer; here it is enough to ask again.
        }
        if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    },
    /** Narrows it to titles that hold the text. */
    async narrow(typed: string, signal: AbortSignal): Promise<void> {
      text = typed.trim()
      await read(signal)
    },
    async more(signal: AbortSignal): Promise<void> {
      const { nextCursor, rows } = store.getState()
      if (nextCursor === null) return
      asked += 1
      const mine = asked
      const page = await api.list({ cursor: nextCursor, limit: PAGE, ...(text !== '' && { text }) }, { signal })
      const known = new Set<ChatId>(rows.map(({ chatId }) => chatId))
      if (mine === asked) store.setState({ rows: [...rows, ...page.rows.filter(({ chatId }) => !known.has(chatId))], nextCursor: page.nextCursor })
    },
  }
}
