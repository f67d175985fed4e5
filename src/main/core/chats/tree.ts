import type { Message, MessageId } from '../../../contract/chat.ts'

/** The path that is shown, from its first message to `leaf`. */
export const shownPath = (messages: readonly Message[], leaf: MessageId | null): readonly Message[] => {
  const byId = new Map(messages.map((message) => [message.messageId, message]))
  const path: Message[] = []
  const passed = new Set<MessageId>()
  for (let at = leaf === null ? undefined : byId.get(leaf); at !== undefined && !passed.has(at.messageId); at = at.parentId === null ? undefined : byId.get(at.parentId)) {
    passed.add(at.messageId)
    path.push(at)
  }
  return path.reverse()
}

/** The id itself, or that of the nearest message before it which is still there. */
export const nearestKept = (id: MessageId | null, kept: ReadonlySet<MessageId>, parentOf: ReadonlyMap<MessageId, MessageId | null>): MessageId | null => {
  const passed = new Set<MessageId>()
  for (let at = id; at !== null && !passed.has(at); at = parentOf.get(at) ?? null) {
    if (kept.has(at)) return at
    passed.add(at)
  }
  return null
}
