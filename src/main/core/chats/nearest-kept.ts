import type { MessageId } from '../../../contract/chat.ts'

/** The id itself, or that of the nearest message before it which is still there. */
export const nearestKept = (id: MessageId | null, kept: ReadonlySet<MessageId>, parentOf: ReadonlyMap<MessageId, MessageId | null>): MessageId | null => {
  const passed = new Set<MessageId>()
  for (let at = id; at !== null && !passed.has(at); at = parentOf.get(at) ?? null) {
    if (kept.has(at)) return at
    passed.add(at)
  }
  return null
}
