import type { Message, MessageId } from '../../../contract/chat.ts'

/** From the first message to the one named. A file edited by hand may lead in a circle, or nowhere: it ends there. */
export const pathTo = (messages: readonly Message[], leaf: MessageId | null): readonly Message[] => {
  const byId = new Map(messages.map((message) => [message.messageId, message]))
  const path: Message[] = []
  for (let at = leaf === null ? undefined : byId.get(leaf); at !== undefined && byId.delete(at.messageId); at = at.parentId === null ? undefined : byId.get(at.parentId)) path.push(at)
  return path.reverse()
}
