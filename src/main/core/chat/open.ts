import type { ChatId, Message, MessageId } from '../../../contract/chat.ts'
import { pathTo } from '../lib/chat-path.ts'
import type { Chat } from './chat.ts'
import type { Context } from './context.ts'
import { findMessage, newestBelow, showMessages } from './tree.ts'

/** A page of what is shown. */
export const openChat = async (context: Context, { chatId, before, around, limit }: Parameters<Chat['open']>[0]): ReturnType<Chat['open']> => {
  const { told, headOf, countLater } = context
  const first = await told.read(chatId)
  // Found by a search, it may stand in a version that is not shown: then it is from now on.
  if (around !== undefined && !pathTo(first.messages, first.leaf).some(({ messageId }) => messageId === around)) await showVersion(context, chatId, around)
  const record = around === undefined ? first : await told.read(chatId)
  const path = pathTo(record.messages, record.leaf)
  const end = endOf(path, before, around, limit)
  const start = Math.max(0, end - limit)
  countLater(record)
  return { head: headOf(record), messages: showMessages(record.messages, path.slice(start, end)), hasBefore: start > 0, hasAfter: end < path.length }
}

/** Shows a version, and the newest of what followed it. */
export const showVersion = async ({ told, live, news }: Context, chatId: ChatId, messageId: MessageId): Promise<void> => {
  const record = await told.change(chatId, (now) => {
    findMessage(now.messages, messageId)
    return { ...now, leaf: newestBelow(now.messages, messageId) }
  })
  const work = live.get(chatId)
  if (work?.message) work.isShown = pathTo(record.messages, record.leaf).some((each) => each.messageId === work.message?.messageId)
  news.tellAfter(record, findMessage(record.messages, messageId).parentId)
  news.tellHead(chatId)
}

const endOf = (path: readonly Message[], before: MessageId | undefined, around: MessageId | undefined, limit: number): number => {
  const indexOf = (messageId: MessageId): number => path.indexOf(findMessage(path, messageId))
  if (around !== undefined) return Math.min(path.length, Math.max(limit, indexOf(around) + Math.ceil(limit / 2)))
  return before === undefined ? path.length : indexOf(before)
}
