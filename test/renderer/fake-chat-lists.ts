// Of the double of the chats: what is shown of one, and how they are listed and searched.
import type { ChatEvent, ChatHit, ChatId, ChatRow, Message, MessageId, ShownMessage } from '../../src/contract/chat.ts'
import type { KeptChat } from './fake-chat-data.ts'

export interface Chat {
  head: KeptChat['head']
  messages: Message[]
  /** By parent: the version that is shown, when it is not the newest. */
  readonly chosen: Map<MessageId | null, MessageId>
  running: MessageId | null
  deleted: boolean
  readonly unreadable: string | null
  readonly listeners: Set<(event: ChatEvent) => void>
  ended: () => void
}

/** The path that is shown, each message with its place among its versions. */
export const shown = (chat: Chat): readonly ShownMessage[] => {
  const children = new Map<MessageId | null, Message[]>()
  for (const each of chat.messages) children.set(each.parentId, [...(children.get(each.parentId) ?? []), each])
  const path: ShownMessage[] = []
  let parent: MessageId | null = null
  for (;;) {
    const versions: readonly Message[] = children.get(parent) ?? []
    const id = chat.chosen.get(parent)
    const one: Message | undefined = versions.find((each) => each.messageId === id) ?? versions.at(-1)
    if (!one) return path
    path.push({ ...one, version: { index: versions.indexOf(one), of: versions.length, ids: versions.map((each) => each.messageId) } })
    parent = one.messageId
  }
}

const rowOf = (chat: Chat): ChatRow => {
  const last = shown(chat).at(-1)
  const { chatId, title, pinned, privateBecause, path } = chat.head
  return { chatId, title, at: last?.at ?? '2026-11-22T16:05:00+01:00', line: last?.text.slice(0, 120) ?? '', pinned, privateBecause, running: chat.running !== null, path, unreadable: chat.unreadable }
}

/** A page of the list: pinned first, then the newest. */
export const listed = (chats: readonly Chat[], { cursor, limit, text }: { readonly cursor?: string | undefined; readonly limit: number; readonly text?: string | undefined }) => {
  const wanted = text?.toLowerCase()
  const rows = chats.filter(({ deleted }) => !deleted).map(rowOf)
    .filter((row) => !wanted || row.title.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || Date.parse(b.at) - Date.parse(a.at))
  const from = cursor === undefined ? 0 : rows.findIndex((row) => row.chatId === cursor) + 1
  const page = rows.slice(from, from + limit)
  return { rows: page, nextCursor: from + page.length < rows.length ? (page.at(-1)?.chatId ?? null) : null, total: rows.length }
}

/** The messages that hold a text, in context. */
export const found = (chats: readonly Chat[], { text, chatId, limit }: { readonly text: string; readonly chatId?: ChatId | undefined; readonly limit: number }): ChatHit[] => {
  const wanted = text.toLowerCase()
  const hits = chats.filter(({ deleted, head }) => !deleted && (chatId === undefined || head.chatId === chatId)).flatMap((chat) =>
    shown(chat).flatMap((each): ChatHit[] => {
      const at = each.text.toLowerCase().indexOf(wanted)
      if (at < 0) return []
      const end = at + wanted.length
      return [{ chatId: chat.head.chatId, title: chat.head.title, messageId: each.messageId, role: each.role, at: each.at, before: each.text.slice(Math.max(0, at - 40), at), hit: each.text.slice(at, end), after: each.text.slice(end, end + 60) }]
    }),
  )
  return hits.slice(0, limit)
}
