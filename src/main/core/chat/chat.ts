import type { AnswerPlace, ChatEvent, ChatHead, ChatId, ChatMode, ChatRow, MessageId, ShownMessage } from '../../../contract/chat.ts'

export interface Begun {
  readonly chatId: ChatId
  readonly messageId: MessageId
}

/** Turns of a chat: the right model for each, one answer at a time for each chat, live for whoever follows. */
export interface Chat {
  send(request: { readonly chatId?: ChatId | undefined; readonly text: string; readonly attachmentIds: readonly string[]; readonly mode?: ChatMode | undefined; readonly hard: boolean }, signal: AbortSignal): Promise<Begun>
  stop(chatId: ChatId): Promise<void>
  regenerate(chatId: ChatId, messageId: MessageId, place: AnswerPlace | undefined): Promise<Begun>
  edit(chatId: ChatId, messageId: MessageId, change: { readonly text: string; readonly attachmentIds?: readonly string[] | undefined; readonly mode?: ChatMode | undefined }): Promise<Begun>
  continue(chatId: ChatId, messageId: MessageId): Promise<Begun>
  showVersion(chatId: ChatId, messageId: MessageId): Promise<void>
  makeRoom(chatId: ChatId, how: 'summarise' | 'leave-out', signal: AbortSignal): Promise<void>
  open(request: { readonly chatId: ChatId; readonly before?: MessageId | undefined; readonly around?: MessageId | undefined; readonly limit: number }): Promise<{ readonly head: ChatHead; readonly messages: readonly ShownMessage[]; readonly hasBefore: boolean; readonly hasAfter: boolean }>
  follow(chatId: ChatId, signal: AbortSignal): AsyncGenerator<ChatEvent, undefined, void>
  list(request: { readonly cursor?: string | undefined; readonly limit: number; readonly text?: string | undefined }): { readonly rows: readonly ChatRow[]; readonly nextCursor: string | null; readonly total: number }
  listChanges(signal: AbortSignal): AsyncGenerator<{ readonly revision: number }, undefined, void>
  rename(chatId: ChatId, title: string): Promise<void>
  pin(chatId: ChatId, pinned: boolean): Promise<void>
  setMode(chatId: ChatId, mode: ChatMode): Promise<void>
  delete(chatId: ChatId): Promise<void>
  undelete(chatId: ChatId): Promise<void>
  setDraft(chatId: ChatId | null, text: string): void
  draft(): string
  openFile(chatId: ChatId, signal: AbortSignal): Promise<{ readonly path: string }>
  /** Marks what a host that was killed left behind. */
  start(): void
  close(): Promise<void>
}
