import { MessageIdSchema } from '../../../contract/chat.ts'
import type { Message, MessageId } from '../../../contract/chat.ts'
import type { Section } from './sections.ts'
import { nearestKept } from './nearest-kept.ts'

export interface Joined {
  readonly messages: readonly Message[]
  readonly leaf: MessageId | null
}

/**
 * Facts and words together. What the person took out of the body is gone, what they added is a message like another, and both
 * leave the rest of the conversation connected.
 */
export const joinMessages = (facts: readonly Message[], leaf: MessageId | null, sections: readonly Section[], createdAt: string): Joined => {
  const factsById = new Map(facts.map((message) => [message.messageId, message]))
  const inBody = new Set(sections.map(({ id }) => id))
  if (facts.length === sections.length && facts.every(({ messageId }, index) => sections[index]?.id === messageId))
    return { messages: facts.map((message, index) => ({ ...message, text: sections[index]?.text ?? '', thinking: sections[index]?.thinking ?? '' })), leaf }

  const kept = new Set(facts.map(({ messageId }) => messageId).filter((id) => inBody.has(id)))
  const parentOf = new Map(facts.map(({ messageId, parentId }) => [messageId, parentId]))
  const taken = new Set<MessageId>()
  // What is put between two messages takes the first one's followers over.
  const movedTo = new Map<MessageId, MessageId>()
  let free = [...parentOf.keys(), ...inBody].reduce((most, id) => Math.max(most, Number(id.slice(1))), 0)
  let shown = nearestKept(leaf, kept, parentOf)
  const messages: Message[] = []
  for (const { id, heading, text, thinking } of sections) {
    const messageId = MessageIdSchema.parse(id)
    const known = taken.has(messageId) ? undefined : factsById.get(messageId)
    if (known !== undefined) {
      taken.add(messageId)
      const parent = nearestKept(known.parentId, kept, parentOf)
      messages.push({ ...known, parentId: parent === null ? null : (movedTo.get(parent) ?? parent), text, thinking })
      continue
    }
    const isFree = !taken.has(messageId) && !factsById.has(messageId)
    const ownId = isFree ? messageId : MessageIdSchema.safeParse(`m${(free += 1)}`).data
    if (ownId === undefined) continue
    taken.add(ownId)
    const before = messages.at(-1)
    if (before !== undefined) movedTo.set(before.messageId, ownId)
    if (shown === (before?.messageId ?? null)) shown = ownId
    messages.push(plainMessage(ownId, before, heading, text, thinking, createdAt))
  }
  return { messages, leaf: shown }
}

const plainMessage = (messageId: MessageId, before: Message | undefined, heading: string, text: string, thinking: string, createdAt: string): Message => ({
  messageId,
  parentId: before?.messageId ?? null,
  role: /^You\b/.test(heading) || (heading === '' && before?.role !== 'you') ? 'you' : 'answer',
  at: before?.at ?? createdAt,
  text,
  thinking,
  attachments: [],
  state: 'finished',
  problem: null,
  offer: null,
  askId: null,
  madeBy: null,
  labels: { sources: [], details: [], topics: [], people: [], unsure: false },
  covers: null,
})
