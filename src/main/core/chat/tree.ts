import { AppError } from '../../../contract/errors.ts'
import { MessageIdSchema } from '../../../contract/chat.ts'
import type { Message, MessageId, ShownMessage } from '../../../contract/chat.ts'

/** Messages in the order they were made; `parentId` makes them a tree. */
type Messages = readonly Message[]

/** The message of an id. */
export const findMessage = (messages: Messages, messageId: MessageId): Message => {
  const found = messages.find((message) => message.messageId === messageId)
  if (found === undefined) throw new AppError('NOT_FOUND', 'This message is no longer in the chat.', { next: 'Open the chat again.' })
  return found
}

/** The newest end of what follows a message; itself when nothing does. */
export const newestBelow = (messages: Messages, messageId: MessageId): MessageId => {
  const children = childrenByParent(messages)
  const order = new Map(messages.map((message, at) => [message.messageId, at]))
  const seen = new Set<MessageId>()
  let newest = messageId
  let newestAt = -1
  const open = [messageId]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    const below = children.get(at) ?? []
    open.push(...below)
    if (below.length === 0 && (order.get(at) ?? -1) > newestAt) {
      newest = at
      newestAt = order.get(at) ?? -1
    }
  }
  return newest
}

/** An id that no message of the chat ever had while it was there. */
export const nextId = (messages: Messages): MessageId => MessageIdSchema.parse(`m${1 + messages.reduce((most, { messageId }) => Math.max(most, Number(messageId.slice(1))), 0)}`)

/** With its place among its versions: those of the same kind that follow the same message. */
export const showMessages = (messages: Messages, shown: Messages): readonly ShownMessage[] => {
  const families = Map.groupBy(messages, familyOf)
  return shown.map((message) => {
    const ids = (families.get(familyOf(message)) ?? [message]).map(({ messageId }) => messageId)
    return { ...message, version: { index: Math.max(0, ids.indexOf(message.messageId)), of: ids.length, ids } }
  })
}

/** Puts the message in the place of the one with its id; one that is gone from the file is added again, so that nothing told is lost. */
export const putMessage = (messages: Messages, message: Message): Messages => {
  if (messages.some(({ messageId }) => messageId === message.messageId)) return messages.map((each) => (each.messageId === message.messageId ? { ...message, parentId: each.parentId } : each))
  const hasParent = message.parentId === null || messages.some(({ messageId }) => messageId === message.parentId)
  return [...messages, hasParent ? message : { ...message, parentId: messages.at(-1)?.messageId ?? null }]
}

/** Puts a mark before the first message that the model still sees, and before all versions of it. */
export const insertMark = (messages: Messages, mark: Message, firstKept: Message): Messages => [
  ...messages.map((each) => (each.parentId === firstKept.parentId && each.messageId !== mark.messageId ? { ...each, parentId: mark.messageId } : each)),
  { ...mark, parentId: firstKept.parentId },
]

/** Whether something follows it. */
export const hasFollowers = (messages: Messages, messageId: MessageId): boolean => messages.some(({ parentId }) => parentId === messageId)

const childrenByParent = (messages: Messages): ReadonlyMap<MessageId | null, readonly MessageId[]> => {
  const children = new Map<MessageId | null, MessageId[]>()
  for (const { messageId, parentId } of messages) {
    const known = children.get(parentId)
    if (known) known.push(messageId)
    else children.set(parentId, [messageId])
  }
  return children
}

const familyOf = ({ parentId, role }: Message): string => `${parentId ?? ''} ${role}`
