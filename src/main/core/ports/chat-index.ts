import type { ChatHit, ChatId, ChatRow, Message, MessageId } from '../../../contract/chat.ts'

export interface IndexedMessage {
  readonly messageId: MessageId
  readonly role: Message['role']
  readonly at: string
  readonly text: string
}

/** What was read of one file in `Chats/`. */
export interface IndexedChat {
  readonly row: Omit<ChatRow, 'running'>
  /** As the vault gave it; null when the file must be read again next time. */
  readonly stamp: string | null
  readonly messages: readonly IndexedMessage[]
}

/** Finds chats fast. Made from the files, never the truth: it may be lost at any time. */
export interface ChatIndex {
  isAt(path: string, stamp: string): boolean
  save(chat: IndexedChat): void
  /** The chat whose file is gone. */
  remove(path: string): void
  /** Forgets all chats but those at these paths. */
  keep(paths: ReadonlySet<string>): void
  get(chatId: ChatId): Omit<ChatRow, 'running'> | null
  at(path: string): Omit<ChatRow, 'running'> | null
  /** Pinned first, then the newest; `text` is looked for in titles and messages. */
  list(request: { readonly cursor?: string | undefined; readonly limit: number; readonly text?: string | undefined }): { readonly rows: readonly Omit<ChatRow, 'running'>[]; readonly nextCursor: string | null; readonly total: number }
  /** Words in any order, the last one by its beginning; best first. */
  search(request: { readonly text: string; readonly chatId?: ChatId | undefined; readonly limit: number }): readonly ChatHit[]
}

/** An answer that is being made, as far as it has come. */
export interface RunningAnswer {
  readonly chatId: ChatId
  readonly message: Message
}

/** Keeps what is not in the vault yet, so that a killed host loses at most a second of an answer; and what is typed and not sent. */
export interface ChatJournal {
  save(answer: RunningAnswer): void
  /** Of a host that ended in the middle. */
  list(): readonly RunningAnswer[]
  drop(chatId: ChatId, messageId: MessageId): void
  setDraft(chatId: ChatId | null, text: string): void
  draft(chatId: ChatId | null): string
}
