import { createStore } from 'zustand/vanilla'
import type { PendingAttachment } from '../../../contract/attachments.ts'
import type { ChatId } from '../../../contract/chat.ts'
import type { Drafts } from './drafts.ts'

export interface TrayItem extends PendingAttachment {
  /** Its own on this page: a file has no id before the host knows it. */
  readonly key: string
  /** It is on its way to the host. */
  readonly coming: boolean
}

/** What lies before the person in one chat and is not sent. */
export interface Desk {
  readonly text: string
  readonly items: readonly TrayItem[]
  readonly hard: boolean
  /** The draft that the host keeps is here. */
  readonly known: boolean
}

const EMPTY: Desk = { text: '', items: [], hard: false, known: false }

const keyOf = (chatId: ChatId | null): string => chatId ?? 'new'

/** One desk for each chat, so that nothing is lost by looking into another; the words are kept by the host as well. */
export const createDesks = (drafts: Drafts) => {
  const store = createStore<{ readonly desks: ReadonlyMap<string, Desk> }>(() => ({ desks: new Map() }))
  const of = (chatId: ChatId | null): Desk => store.getState().desks.get(keyOf(chatId)) ?? EMPTY
  const put = (chatId: ChatId | null, change: Partial<Desk>): void =>
    store.setState(({ desks }) => ({ desks: new Map(desks).set(keyOf(chatId), { ...(desks.get(keyOf(chatId)) ?? EMPTY), ...change }) }))

  return {
    store,
    of,
    /** Lays the host's draft down, once: later the page knows better. */
    begin(chatId: ChatId | null, draft: string): void {
      const { known, text } = of(chatId)
      if (!known) put(chatId, { known: true, ...(text === '' && { text: draft }) })
    },
    write(chatId: ChatId | null, text: string): void {
      put(chatId, { text })
      drafts.keep(chatId, text)
    },
    setHard: (chatId: ChatId | null, hard: boolean): void => put(chatId, { hard }),
    add: (chatId: ChatId | null, item: TrayItem): void => put(chatId, { items: [...of(chatId).items, item] }),
    change(chatId: ChatId | null, key: string, change: Partial<TrayItem>): void {
      put(chatId, { items: of(chatId).items.map((item) => (item.key === key ? { ...item, ...change } : item)) })
    },
    drop: (chatId: ChatId | null, key: string): void => put(chatId, { items: of(chatId).items.filter((item) => item.key !== key) }),
    /** Takes all of it away to be sent. */
    take(chatId: ChatId | null): Desk {
      const taken = of(chatId)
      put(chatId, { ...EMPTY, known: true })
      drafts.keep(chatId, '')
      drafts.flush(chatId)
      return taken
    },
    /** Gives back what could not be sent, before what was written since. */
    giveBack(chatId: ChatId | null, taken: Desk): void {
      const since = of(chatId)
      const text = [taken.text, since.text].filter((each) => each !== '').join('\n\n')
      put(chatId, { ...taken, text, items: [...taken.items, ...since.items] })
      drafts.keep(chatId, text)
      drafts.flush(chatId)
    },
  }
}

export type Desks = ReturnType<typeof createDesks>
