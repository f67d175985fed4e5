import type { Attachment } from '../../../contract/attachments.ts'
import type { Message, MessageId } from '../../../contract/chat.ts'
import type { Labels } from '../../../contract/privacy.ts'
import { localTime } from '../lib/local-time.ts'

interface NewMessage {
  readonly messageId: MessageId
  readonly parentId: MessageId | null
  readonly atMs: number
  readonly labels: Labels
}

/** A turn of the person. */
export const newQuestion = (base: NewMessage, text: string, attachments: readonly Attachment[]): Message => ({ ...blank(base), role: 'you', text, attachments: [...attachments], state: 'finished' })

/** An answer of which nothing has come yet. */
export const newAnswer = (base: NewMessage): Message => ({ ...blank(base), role: 'answer', state: 'waiting' })

/** A mark: the messages before it, so many, are summed up or left out. */
export const newMark = (base: NewMessage, text: string, covers: number): Message => ({ ...blank(base), role: 'mark', text, covers, state: 'finished' })

/** Whether it is an answer that is being made, by its own account. */
export const isUnderWay = ({ state }: Message): boolean => state === 'waiting' || state === 'writing'

/** As a host that ended in the middle leaves it. */
export const toUnfinished = (message: Message): Message => (isUnderWay(message) ? { ...message, state: 'unfinished', askId: null } : message)

/** Whether the model sees it again: an answer that broke off by a failure, or never came, is no part of what was said. */
export const isSaid = ({ role, text, state }: Message): boolean => role !== 'answer' || (text !== '' && state !== 'failed')

/**
 * The labels of messages, equal ones once: in a long chat nearly all are. What went along counts by itself as well: a file in
 * which somebody took the labels of a turn away makes its chat no less private.
 */
export const labelsOf = (messages: readonly Message[]): readonly Labels[] => [
  ...new Map(messages.flatMap(({ labels, attachments }) => [labels, ...attachments.flatMap(labelsOfAttachment)]).map((labels) => [JSON.stringify(labels), labels])).values(),
]

const labelsOfAttachment = ({ labels, origin, kind, memoId }: Attachment): readonly Labels[] => {
  const origins = [origin, ...(kind === 'memo' || memoId !== null ? ['memo' as const] : [])]
  return [labels, { ...NOTHING, sources: origins.filter((each) => !labels.sources.some((source) => source.origin === each)).map((each) => ({ origin: each })) }]
}

const NOTHING: Labels = { sources: [], details: [], topics: [], people: [], unsure: false }

const blank = ({ messageId, parentId, atMs, labels }: NewMessage): Omit<Message, 'role' | 'state'> => ({
  messageId,
  parentId,
  at: localTime(atMs),
  text: '',
  thinking: '',
  attachments: [],
  problem: null,
  offer: null,
  askId: null,
  madeBy: null,
  labels,
  covers: null,
})
