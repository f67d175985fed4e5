import type { ChatHit, ChatId, ChatMode, ChatRow, Message, MessageId } from '../../../contract/chat.ts'

/** One chat as its file has it: a tree of messages, in the order they were made, of which one path is shown. */
export interface ChatRecord {
  readonly chatId: ChatId
  /** Relative to the vault. */
  readonly path: string
  readonly title: string
  /** The person gave the title, or it was made once: it is not made again. */
  readonly titled: boolean
  /** ISO 8601 with offset. */
  readonly createdAt: string
  readonly pinned: boolean
  readonly mode: ChatMode
  readonly messages: readonly Message[]
  /** The end of the path that is shown; null while there is no message. */
  readonly leaf: MessageId | null
}

/** What a change may touch; path and file name follow the title by themselves while the file has the name we gave it. */
export type ChatChange = (record: ChatRecord) => Pick<ChatRecord, 'title' | 'titled' | 'pinned' | 'mode' | 'messages' | 'leaf'>

/**
 * Chats as Markdown files in `Chats/`, and the index that finds them. A change is made to what the file says at that moment, so an
 * edit made elsewhere stays. Rejects with AppError NOT_FOUND, DAMAGED (the file is no chat any more; it is never written), VAULT_GONE, DISK_FULL,
 * NO_PERMISSION, CONFLICT.
 */
export interface Chats {
  /** Writes a new chat's file. */
  create(chat: Pick<ChatRecord, 'title' | 'titled' | 'mode' | 'messages' | 'leaf'>, signal: AbortSignal): Promise<ChatRecord>
  read(chatId: ChatId): Promise<ChatRecord>
  /** One change after the other for each chat; durable when it resolves. */
  change(chatId: ChatId, change: ChatChange): Promise<ChatRecord>
  list(request: { readonly cursor?: string | undefined; readonly limit: number; readonly text?: string | undefined }): { readonly rows: readonly Omit<ChatRow, 'running'>[]; readonly nextCursor: string | null; readonly total: number }
  search(request: { readonly text: string; readonly chatId?: ChatId | undefined; readonly limit: number }): readonly ChatHit[]
  /** Moves the file to `.trash/Chats`. */
  delete(chatId: ChatId): Promise<void>
  undelete(chatId: ChatId): Promise<void>
  export(chatId: ChatId, format: 'markdown' | 'json' | 'text'): Promise<{ readonly fileName: string; readonly text: string }>
  raw(chatId: ChatId): Promise<{ readonly path: string; readonly text: string }>
  /** A chat was changed, here or in an editor; null: the list as a whole. */
  onChange(listener: (chatId: ChatId | null) => void): () => void
  /** Reads the files that changed, then watches the folder. */
  start(): void
  close(): Promise<void>
}
