import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AnswerPlace, ChatId, MessageId, ShownMessage } from '../../../contract/chat.ts'
import type { ShownProblem } from '../../client.ts'
import type { ChatApi } from './chat-api.ts'
import { applyEvent, type ChatWindow } from './chat-events.ts'
import type { TurnToEdit, TurnToSend } from './composer-slot.ts'
import { followChat } from './follow-chat.ts'

export interface ChatView extends ChatWindow {
  /** `stale`: the host does not answer, what is shown may be old. `gone`: it was deleted, or never was. `unreadable`: its file is no chat any more. */
  readonly state: 'loading' | 'ready' | 'stale' | 'gone' | 'unreadable'
  readonly problem: ShownProblem | null
  /** The message that was looked for; it is marked. */
  readonly sought: MessageId | null
  readonly unreadable: { readonly path: string; readonly text: string } | null
}

export type ChatStore = StoreApi<ChatView>

export interface OpenChat {
  readonly chatId: ChatId | null
  readonly store: ChatStore
  /** The id of the chat it is in now; null when it could not be sent. */
  send(turn: TurnToSend): Promise<ChatId | null>
  edit(messageId: MessageId, turn: TurnToEdit): Promise<boolean>
  regenerate(messageId: MessageId, place?: AnswerPlace): void
  continue(messageId: MessageId): void
  showVersion(messageId: MessageId): void
  stop(): void
  /** Reads a page of older messages; nothing while one is read, or where none is older. */
  loadBefore(): Promise<void>
  /** Reads a page of newer messages, where what is shown is not the newest. */
  loadAfter(): Promise<void>
  /** Leaves what was looked for, and shows the newest. */
  showNewest(): Promise<void>
  setProblem(problem: ShownProblem | null): void
  close(): void
}

const PAGE = 100
const EMPTY: ChatView = { head: null, messages: [], hasBefore: false, hasAfter: false, tool: null, state: 'loading', problem: null, sought: null, unreadable: null }

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code

/** One chat on the page, kept in step with the host until it is closed; without an id one that is not begun. */
export const openChat = (api: ChatApi['chat'], chatId: ChatId | null, sought: MessageId | null, problemOf: (error: unknown) => ShownProblem | null): OpenChat => {
  const store = createStore<ChatView>(() => ({ ...EMPTY, sought, ...(chatId === null && { state: 'ready' as const }) }))
  const ours = new AbortController()
  const { signal } = ours
  let around = sought
  let loading: Promise<void> | null = null

  const setProblem = (problem: ShownProblem | null): void => store.setState({ problem })
  const fail = (error: unknown): void => {
    const problem = signal.aborted ? null : problemOf(error)
    if (problem) setProblem(problem)
  }
  const tried = async <Value>(request: Promise<Value>): Promise<Value | null> => {
    try {
      const value = await request
      setProblem(null)
      return value
    } catch (error) {
      fail(error)
      return null
    }
  }

  const read = async (): Promise<void> => {
    if (chatId === null) return
    try {
      const { head, messages, hasBefore, hasAfter } = await api.open({ chatId, limit: PAGE, ...(around !== null && { around }) }, { signal })
      store.setState((now) => ({ head, hasAfter, state: 'ready', ...withOlderKept(now, messages, hasBefore) }))
    } catch (error) {
      if (hasCode(error, 'NOT_FOUND')) store.setState({ state: 'gone' })
      else if (hasCode(error, 'DAMAGED')) store.setState({ state: 'unreadable', unreadable: await api.raw({ chatId }, { signal }) })
      else throw error
    }
  }
  if (chatId !== null) {
    void followChat({
      follow: (each) => api.follow({ chatId }, { signal: each }),
      read,
      apply: (event) => {
        const applied = applyEvent(store.getState(), event)
        if (applied === 'deleted') store.setState({ state: 'gone' })
        else if (applied !== 'reload') store.setState(applied)
        return applied !== 'reload'
      },
      ended: () => store.getState().state === 'gone' || store.getState().state === 'unreadable',
      onLost: () => store.setState(({ state }) => (state === 'ready' ? { state: 'stale' } : {})),
      signal,
    })
  }
  const withId = (request: (id: ChatId) => Promise<unknown>): void => {
    if (chatId !== null) void tried(request(chatId))
  }
  const showNewest = async (): Promise<void> => {
    around = null
    store.setState({ sought: null })
    if (store.getState().hasAfter) await tried(read())
  }

  return {
    chatId,
    store,
    async send({ text, attachmentIds, mode, hard }) {
      await showNewest()
      const begun = await tried(api.send({ text, attachmentIds: [...attachmentIds], hard, ...(mode !== undefined && { mode }), ...(chatId !== null && { chatId }) }, { signal }))
      return begun?.chatId ?? null
    },
    async edit(messageId, { text, attachmentIds, mode }) {
      if (chatId === null) return false
      return (await tried(api.edit({ chatId, messageId, text, ...(attachmentIds && { attachmentIds: [...attachmentIds] }), ...(mode !== undefined && { mode }) }, { signal }))) !== null
    },
    regenerate: (messageId, place) => withId((id) => api.regenerate({ chatId: id, messageId, ...(place !== undefined && { place }) }, { signal })),
    continue: (messageId) => withId((id) => api.continue({ chatId: id, messageId }, { signal })),
    showVersion: (messageId) => withId((id) => api.showVersion({ chatId: id, messageId }, { signal })),
    stop: () => withId((id) => api.stop({ chatId: id }, { signal })),
    loadBefore() {
      const { messages, hasBefore } = store.getState()
      const [first] = messages
      if (chatId === null || !hasBefore || !first) return Promise.resolve()
      loading ??= tried(api.open({ chatId, before: first.messageId, limit: PAGE }, { signal }))
        .then((page) => page && store.setState((now) => withOlder(now, page.messages, page.hasBefore)))
        .then(() => {
          loading = null
        })
      return loading
    },
    loadAfter() {
      const { messages, hasAfter } = store.getState()
      const last = messages.at(-1)
      if (chatId === null || !hasAfter || !last) return Promise.resolve()
      loading ??= tried(api.open({ chatId, around: last.messageId, limit: PAGE }, { signal }))
        .then((page) => page && store.setState((now) => withNewer(now, page.messages, page.hasAfter)))
        .then(() => {
          loading = null
        })
      return loading
    },
    showNewest,
    setProblem,
    close: () => ours.abort(),
  }
}

/** What the person had scrolled to stays, where the page that was read goes on from it. */
const withOlderKept = (view: ChatView, messages: ShownMessage[], hasBefore: boolean): Pick<ChatView, 'messages' | 'hasBefore'> => {
  const [first] = messages
  const at = view.messages.findIndex(({ messageId }) => messageId === first?.messageId)
  return at > 0 ? { messages: [...view.messages.slice(0, at), ...messages], hasBefore: view.hasBefore } : { messages, hasBefore }
}

/** Puts a page before what is shown, unless that has changed at its beginning meanwhile. */
const withOlder = (view: ChatView, older: readonly ShownMessage[], hasBefore: boolean): Partial<ChatView> =>
  view.messages[0]?.parentId === older.at(-1)?.messageId ? { messages: [...older, ...view.messages], hasBefore } : {}

/** Puts what follows the last one that is shown behind it. */
const withNewer = (view: ChatView, page: readonly ShownMessage[], hasAfter: boolean): Partial<ChatView> => {
  const at = page.findIndex(({ messageId }) => messageId === view.messages.at(-1)?.messageId)
  return at < 0 ? {} : { messages: [...view.messages, ...page.slice(at + 1)], hasAfter }
}
