import { MessageSchema } from '../../../contract/chat.ts'
import type { Message, MessageId } from '../../../contract/chat.ts'

// What a message has in most cases is not written down, so that the facts stay short enough to be read.
const USUAL_DECISION = { where: 'local', destination: null, verdict: null, hide: [] }
const USUAL_MADE_BY = { zone: 'mac', destination: null, model: null, hiddenCount: 0, foundCount: 0, tokensIn: null, tokensOut: null, tokensPerSecond: null, bytesOut: 0, priceUsd: null, ledgerSeqs: [], parts: null }
const USUAL_LABELS = { sources: [], details: [], topics: [], people: [], unsure: false }
const USUAL_ATTACHMENT = { exact: false, path: null, memoId: null }
const USUAL = { attachments: [], state: 'finished', problem: null, offer: null, askId: null, madeBy: null, covers: null }

type Facts = Readonly<Record<string, unknown>>

/** All of a message but its words, as short as it can be said; `beforeId` is the message before it, which it mostly follows. */
export const toFacts = (message: Message, beforeId: MessageId | null): Facts => {
  const { messageId, parentId, role, at, text: _text, thinking: _thinking, labels, madeBy, attachments, ...rest } = message
  return {
    id: messageId,
    role,
    at,
    ...(parentId === beforeId ? {} : { parent: parentId }),
    ...withoutUsual(rest, USUAL),
    ...(madeBy === null ? {} : { madeBy: withoutUsual({ ...madeBy, decision: withoutUsual(madeBy.decision, USUAL_DECISION) }, USUAL_MADE_BY) }),
    ...unlessEmpty('labels', withoutUsual(labels, USUAL_LABELS)),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map((each) => ({ ...withoutUsual(each, USUAL_ATTACHMENT), ...unlessEmpty('labels', withoutUsual(each.labels, USUAL_LABELS), true) })) }),
  }
}

/** Reads the facts back, with no words in it; null when they are not facts of a message. */
export const fromFacts = (facts: unknown, beforeId: MessageId | null): Message | null => {
  if (!isRecord(facts)) return null
  const { id, parent = beforeId, madeBy, labels, attachments = [], ...rest } = facts
  const read = MessageSchema.safeParse({
    ...USUAL,
    ...rest,
    messageId: id,
    parentId: parent,
    text: '',
    thinking: '',
    madeBy: isRecord(madeBy) ? { ...USUAL_MADE_BY, ...madeBy, decision: isRecord(madeBy['decision']) ? { ...USUAL_DECISION, ...madeBy['decision'] } : null } : null,
    labels: withUsualLabels(labels),
    attachments: Array.isArray(attachments) ? attachments.map((each: unknown) => (isRecord(each) ? { ...USUAL_ATTACHMENT, ...each, labels: withUsualLabels(each['labels']) } : each)) : attachments,
  })
  return read.success ? read.data : null
}

const withUsualLabels = (labels: unknown): unknown => (isRecord(labels) ? { ...USUAL_LABELS, ...labels } : USUAL_LABELS)

const withoutUsual = (value: object, usual: Facts): Facts =>
  Object.fromEntries(Object.entries(value).filter(([key, inner]) => inner !== undefined && !(Object.hasOwn(usual, key) && isSame(inner, usual[key]))))

const unlessEmpty = (key: string, value: Facts, isAlreadyThere = false): Facts => (Object.keys(value).length > 0 ? { [key]: value } : isAlreadyThere ? { [key]: undefined } : {})

const isSame = (a: unknown, b: unknown): boolean => a === b || (Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0)

/** True for an object that is no list. */
export const isRecord = (value: unknown): value is Facts => typeof value === 'object' && value !== null && !Array.isArray(value)
