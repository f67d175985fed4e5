import { createHash } from 'node:crypto'
import { ChatIdSchema } from '../../../contract/chat.ts'
import type { ChatId } from '../../../contract/chat.ts'
import { pathTo } from '../lib/chat-path.ts'
import type { ChatIndex, IndexedChat } from '../ports/index.ts'
import { timeOfFile, titleOfFile } from './chat-name.ts'
import type { ChatRecord } from './chats.ts'
import { oneLine } from '../lib/one-line.ts'
import { privateBecause } from '../lib/private-because.ts'

const LINE_CHARACTERS = 160

/** What the index keeps of a chat. */
export const toIndexed = (record: ChatRecord, stamp: string | null): IndexedChat => {
  const shown = pathTo(record.messages, record.leaf)
  const newest = shown.findLast(({ role, text }) => role !== 'mark' && text.trim() !== '')
  return {
    row: {
      chatId: record.chatId,
      title: record.title,
      at: record.messages.at(-1)?.at ?? record.createdAt,
      line: [...oneLine((newest?.text ?? '').slice(0, 4 * LINE_CHARACTERS))].slice(0, LINE_CHARACTERS).join(''),
      pinned: record.pinned,
      privateBecause: privateBecause(shown.flatMap(({ labels, attachments }) => [labels, ...attachments.map((each) => each.labels)])),
      path: record.path,
      unreadable: null,
    },
    stamp,
    messages: record.messages.map(({ messageId, role, at, text }) => ({ messageId, role, at, text })),
  }
}

/** What the index keeps of a file that is no chat any more; it stays the chat it was. */
export const toUnreadable = (path: string, unreadable: string, stamp: string | null, chatId: ChatId, was: ReturnType<ChatIndex['at']>, now: string): IndexedChat => ({
  row: { chatId, title: was?.title ?? titleOfFile(path), at: was?.at ?? timeOfFile(path) ?? now, line: '', pinned: was?.pinned ?? false, privateBecause: null, path, unreadable },
  stamp,
  messages: [],
})

/** The id of a file that has none of its own, or a copy's. */
export const idOfPath = (path: string): ChatId => ChatIdSchema.parse(createHash('sha256').update(`chat ${path}`).digest('hex').slice(0, 16))
