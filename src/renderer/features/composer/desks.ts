import { createStore } from 'zustand/vanilla'
import type { Attachment, PendingAttachment } from '../../../contract/attachments.ts'
import type { ChatId, ChatMode, MessageId } from '../../../contract/chat.ts'
import type { Drafts } from './drafts.ts'

export interface TrayItem extends PendingAttachment {
  /** Its own on this page: a file has no id before the host knows it. */
  readonly key: string
  /** It is on its way to the host. */
  readonly coming: boolean
  /** It belongs to the turn that is edited: taking it away here leaves it in the version before. */
  readonly borrowed?: boolean
}

/** A chat's own desk, that of the chat which is not begun, or one on which a turn is edited. */
export type DeskId = ChatId | 'new' | `${ChatId}/${MessageId}`

/** Where a chat's next turn is written, or `editing` anew. */
export const deskIdOf = (chatId: ChatId | null, editing: MessageId | null): DeskId => (chatId === null ? 'new' : editing === null ? chatId : `${chatId}/${editing}`)

/** What lies before the person in one chat and is not sent. */
export interface Desk {
  readonly text: string
  readonly items: readonly TrayItem[]
  readonly hard: boolean
  /** Of a chat that is not begun; one that is keeps its own. */
  readonly mode: ChatMode | null
  /** The draft that the host keeps is here. */
  readonly known: boolean
}

const EMPTY: Desk = { text: '', items: [], hard: false, mode: null, known: false }

/** The host keeps what is new; what is edited still stands in the chat. */
const draftOf = (id: DeskId): ChatId | null | undefined => (id === 'new' ? null : id.includes('/') ? undefined : (id as ChatId))

/** One desk for each chat, so that nothing is lost by looking into another; the words are kept by the host as well. */
export const createDesks = (drafts: Drafts) => {
  const store = createStore<{ readonly desks: ReadonlyMap<DeskId, Desk> }>(() => ({ desks: new Map() }))
  const of = (id: DeskId): Desk => store.getState().desks.get(id) ?? EMPTY
  const put = (id: DeskId, change: Partial<Desk>): void => store.setState(({ desks }) => ({ desks: new Map(desks).set(id, { ...(desks.get(id) ?? EMPTY), ...change }) }))
  const keep = (id: DeskId, text: string, atOnce: boolean): void => {
    const chatId = draftOf(id)
    if (chatId === undefined) return
    drafts.keep(chatId, text)
    if (atOnce) drafts.flush(chatId)
  }

  return {
    store,
    of,
    /** Lays the host's draft down, once: later the page knows better. */
    begin(id: DeskId, draft: string): void {
      const { known, text } = of(id)
      if (!known) put(id, { known: true, ...(text === '' && { text: draft }) })
    },
    write(id: DeskId, text: string): void {
      put(id, { text })
      keep(id, text, false)
    },
    setHard: (id: DeskId, hard: boolean): void => put(id, { hard }),
    setMode: (id: DeskId, mode: ChatMode): void => put(id, { mode }),
    add: (id: DeskId, item: TrayItem): void => put(id, { items: [...of(id).items, item] }),
    change(id: DeskId, key: string, change: Partial<TrayItem>): void {
      put(id, { items: of(id).items.map((item) => (item.key === key ? { ...item, ...change } : item)) })
    },
    drop: (id: DeskId, key: string): void => put(id, { items: of(id).items.filter((item) => item.key !== key) }),
    /** Lays a turn down to be edited. */
    edit(id: DeskId, text: string, attachments: readonly Attachment[]): void {
      if (of(id).known) return
      const items = attachments.map(
        (attachment): TrayItem => ({ key: `old-${attachment.attachmentId}`, attachmentId: attachment.attachmentId, title: attachment.title, state: 'ready', fraction: 1, attachment, problem: null, notice: null, coming: false, borrowed: true }),
      )
      put(id, { text, items, known: true })
    },
    /** Leaves an edit: the next one begins with what stands in the chat. */
    clear: (id: DeskId): void => store.setState(({ desks }) => ({ desks: new Map([...desks].filter(([each]) => each !== id)) })),
    /** Takes all of it away to be sent. */
    take(id: DeskId): Desk {
      const taken = of(id)
      put(id, { ...EMPTY, known: true })
      keep(id, '', true)
      return taken
    },
    /** Gives back what could not be sent, before what was written since. */
    giveBack(id: DeskId, taken: Desk): void {
      const since = of(id)
      const text = [taken.text, since.text].filter((each) => each !== '').join('\n\n')
      put(id, { ...taken, text, items: [...taken.items, ...since.items] })
      keep(id, text, true)
    },
  }
}

export type Desks = ReturnType<typeof createDesks>
