import fc from 'fast-check'
import type { Attachment } from '../../../src/contract/attachments.ts'
import { ChatIdSchema, MESSAGE_STATES, MessageIdSchema } from '../../../src/contract/chat.ts'
import type { Message, MessageId } from '../../../src/contract/chat.ts'
import { AskIdSchema, ORIGINS } from '../../../src/contract/privacy.ts'
import type { Labels } from '../../../src/contract/privacy.ts'
import type { ChatRecord } from '../../../src/main/core/chats/index.ts'

export const NO_LABELS: Labels = { sources: [], details: [], topics: [], people: [], unsure: false }
export const CHAT_ID = ChatIdSchema.parse('00112233445566ee')

export const messageId = (n: number): MessageId => MessageIdSchema.parse(`m${n}`)

/** A message with nothing special about it. */
export const message = (n: number, role: Message['role'], text: string, more: Partial<Message> = {}): Message => ({
  messageId: messageId(n),
  parentId: n === 1 ? null : messageId(n - 1),
  role,
  at: '2026-11-22T14:32:00+01:00',
  text,
  thinking: '',
  attachments: [],
  state: 'finished',
  problem: null,
  offer: null,
  askId: null,
  madeBy: null,
  labels: NO_LABELS,
  covers: null,
  ...more,
})

/** An answer of the model on this Mac. */
export const answer = (n: number, text: string, more: Partial<Message> = {}): Message =>
  message(n, 'answer', text, {
    at: '2026-11-22T14:33:00+01:00',
    madeBy: { zone: 'mac', destination: null, model: 'gemma-3-4b', decision: { where: 'local', destination: null, verdict: null, hide: [], reasons: [{ words: 'The model on this Mac can answer it.', rule: 'mode' }] }, hiddenCount: 0, foundCount: 0, tokensIn: 412, tokensOut: 96, tokensPerSecond: 31.4, bytesOut: 0, priceUsd: null, ledgerSeqs: [], parts: null },
    ...more,
  })

const words = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
  fc.array(
    fc.constantFrom('<!-- m1 -->', '<!-- m2 -->', '<!-- \\m1 -->', '<!-- \\\\m3 end -->', '<!-- m1 text -->', '<!-- m2 end -->', '<!-- m1 thinking -->', '## You · 22 Nov 2026, 14:32', '## Mine', '---', '...', '```', '<details>', '</details>', '*Stopped.*', '- [Quote.pdf](Attachments/Quote.pdf)', 'id: "x"', '', ' ', '\r', 'a\r', '\u2028', '<!-- m1 -->\u2028', '<!-- m1 -->\r', '\ufeff', '\0'),
    { maxLength: 8 },
  ).map((lines) => lines.join('\n')),
)
const labels: fc.Arbitrary<Labels> = fc.record({
  sources: fc.array(fc.record({ origin: fc.constantFrom(...ORIGINS), folder: words, tags: fc.array(words, { maxLength: 2 }) }, { requiredKeys: ['origin'] }), { maxLength: 2 }),
  details: fc.subarray(['secret', 'phone'] as const),
  topics: fc.subarray(['health', 'money'] as const),
  people: fc.array(words, { maxLength: 2 }),
  unsure: fc.boolean(),
})
const count = fc.option(fc.nat(), { nil: null })
const attachment: fc.Arbitrary<Attachment> = fc.record({ attachmentId: words, title: words, kind: fc.constantFrom('pdf' as const, 'note' as const), origin: fc.constantFrom(...ORIGINS), sizeBytes: fc.nat(), tokens: fc.nat(), exact: fc.boolean(), labels, path: fc.option(words, { nil: null }), memoId: fc.constant(null) })
const madeBy: fc.Arbitrary<Message['madeBy']> = fc.record({
  zone: fc.constantFrom('mac', 'network', 'cloud'),
  destination: fc.option(words, { nil: null }),
  model: fc.option(words, { nil: null }),
  decision: fc.record({ where: fc.constantFrom('local', 'cloud', 'refuse'), destination: fc.option(words, { nil: null }), verdict: fc.option(fc.constantFrom('never', 'ask', 'redact', 'allow'), { nil: null }), hide: fc.subarray(['phone'] as const), reasons: fc.array(fc.record({ words, rule: words }), { minLength: 1, maxLength: 2 }) }),
  hiddenCount: fc.nat(), foundCount: fc.nat(), tokensIn: count, tokensOut: count, tokensPerSecond: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), { nil: null }), bytesOut: fc.nat(), priceUsd: fc.option(fc.constantFrom(0, 0.004), { nil: null }), ledgerSeqs: fc.array(fc.nat(), { maxLength: 3 }), parts: count,
})
const body = fc.record({
  role: fc.constantFrom('you' as const, 'answer' as const, 'mark' as const),
  at: fc.oneof(fc.constant('2026-11-22T14:32:00+01:00'), words),
  text: words,
  thinking: words,
  attachments: fc.array(attachment, { maxLength: 2 }),
  state: fc.constantFrom(...MESSAGE_STATES),
  problem: fc.option(fc.record({ code: fc.constantFrom('UPSTREAM' as const, 'LOCAL_ONLY' as const), message: words, next: words }, { requiredKeys: ['code', 'message'] }), { nil: null }),
  offer: fc.option(fc.record({ why: fc.constantFrom('full' as const, 'choose' as const), words, tokens: count, holds: count, local: fc.boolean(), parts: count, destinations: fc.array(fc.record({ name: words, zone: fc.constant('cloud' as const), model: fc.option(words, { nil: null }) }), { maxLength: 1 }) }), { nil: null }),
  askId: fc.option(words.map((id) => AskIdSchema.parse(id)), { nil: null }),
  madeBy: fc.option(madeBy, { nil: null }),
  labels,
  covers: count,
  parent: fc.nat(),
})

/** Any chat, whatever was said in it. */
export const anyRecord: fc.Arbitrary<ChatRecord> = fc
  .record({ title: words, titled: fc.boolean(), createdAt: words, pinned: fc.boolean(), mode: fc.oneof(fc.constantFrom('auto' as const, 'local-only' as const, 'ask' as const), fc.record({ destination: words, model: words }, { requiredKeys: ['destination'] })), bodies: fc.array(body, { maxLength: 5 }), leaf: fc.nat() })
  .map(({ bodies, leaf, ...head }) => ({
    chatId: CHAT_ID,
    path: 'Chats/x.md',
    ...head,
    messages: bodies.map(({ parent, ...each }, index) => ({ messageId: messageId(index * 2 + 1), parentId: index === 0 ? null : messageId((parent % index) * 2 + 1), ...each })),
    leaf: bodies.length === 0 ? null : messageId((leaf % bodies.length) * 2 + 1),
  }))
