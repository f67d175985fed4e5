import type { Message } from '../../../contract/chat.ts'
import type { Origin, Topic } from '../../../contract/privacy.ts'

// The most private first: one reason is said, not all.
const ORIGINS: readonly (readonly [Origin, string])[] = [
  ['health', 'quotes health data'],
  ['memo', 'quotes a memo'],
  ['mail', 'quotes a mail'],
  ['calendar', 'quotes the calendar'],
  ['capture', 'quotes a capture'],
  ['note', 'quotes a note'],
  ['file', 'quotes a file'],
  ['tool', 'quotes what a tool found'],
  ['web', 'quotes a web page'],
  ['feed', 'quotes a feed'],
]
const TOPICS: Readonly<Record<Topic, string>> = { health: 'is about health', money: 'is about money', family: 'is about family', legal: 'is about a legal matter' }

/** Why a chat stays as private as it is; null when nothing but chat is in it. */
export const privateBecause = (messages: readonly Pick<Message, 'labels' | 'attachments'>[]): string | null => {
  const labels = messages.flatMap((message) => [message.labels, ...message.attachments.map((each) => each.labels)])
  const origins = new Set<Origin>([...labels.flatMap(({ sources }) => sources.map(({ origin }) => origin)), ...messages.flatMap(({ attachments }) => attachments.map(({ origin }) => origin))])
  const topic = labels.flatMap(({ topics }) => topics)[0]
  return ORIGINS.find(([origin]) => origins.has(origin))?.[1] ?? (topic === undefined ? null : TOPICS[topic])
}
