import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { AttachmentSchema } from './attachments.ts'
import { AskIdSchema, DecisionSchema, LabelsSchema, ZoneSchema } from './privacy.ts'
import { appErrors, ProblemSchema } from './problem.ts'

/** Stands in the frontmatter of the chat's file; how it is known again, wherever the file goes. */
export const ChatIdSchema = z.string().regex(/^[0-9a-f]{16}$/).brand<'ChatId'>()
export type ChatId = z.infer<typeof ChatIdSchema>

/** `m1`, `m2`, … in the order the messages were made; unique within a chat. */
export const MessageIdSchema = z.string().regex(/^m[0-9]{1,7}$/).brand<'MessageId'>()
export type MessageId = z.infer<typeof MessageIdSchema>

/** `ask`: before each answer the person says where. A destination is a choice for this chat until it is taken back. */
export const ChatModeSchema = z.union([z.literal('auto'), z.literal('local-only'), z.literal('ask'), z.object({ destination: z.string(), model: z.string().optional() })])
export type ChatMode = z.infer<typeof ChatModeSchema>

/** `parts`: the model on this Mac reads what is too long for it piece by piece. */
export const AnswerPlaceSchema = z.union([z.literal('local'), z.literal('parts'), z.object({ destination: z.string(), model: z.string().optional() })])
export type AnswerPlace = z.infer<typeof AnswerPlaceSchema>

/** Where an answer was made, and what it took; behind the badge. */
export const MadeBySchema = z.object({
  zone: ZoneSchema,
  /** The destination's name; null for the model on this Mac, which needs no gate. */
  destination: z.string().nullable(),
  model: z.string().nullable(),
  decision: DecisionSchema,
  hiddenCount: z.number().int(),
  foundCount: z.number().int(),
  tokensIn: z.number().int().nullable(),
  tokensOut: z.number().int().nullable(),
  tokensPerSecond: z.number().nullable(),
  bytesOut: z.number().int(),
  priceUsd: z.number().nullable(),
  /** Rows of the record, oldest first; the payload is `ledger.payload`. */
  ledgerSeqs: z.array(z.number().int()),
  /** The model on this Mac read it in so many parts; null when it read it whole. */
  parts: z.number().int().nullable(),
})
export type MadeBy = z.infer<typeof MadeBySchema>

/** Why a turn waits for the person's word. Nothing has been sent. */
export const OfferSchema = z.object({
  /** `full`: the chat no longer fits; `long`: this turn alone does not; `choose`: the mode is `ask`; `hard`, `failed`, `missing`: see decision. */
  why: z.enum(['full', 'long', 'choose', 'hard', 'failed', 'missing']),
  /** One sentence, with figures where there are any. */
  words: z.string(),
  tokens: z.number().int().nullable(),
  holds: z.number().int().nullable(),
  /** Whether the model on this Mac can answer it as it stands. */
  local: z.boolean(),
  /** In so many parts the model on this Mac could read it; null when it cannot. */
  parts: z.number().int().nullable(),
  /** Where policy would let it go, after a yes at most. */
  destinations: z.array(z.object({ name: z.string(), zone: ZoneSchema, model: z.string().nullable() })),
})
export type Offer = z.infer<typeof OfferSchema>

export const MESSAGE_STATES = [
  'waiting', // for its turn, the model to load, or a yes at the gate (`askId`)
  'writing',
  'finished',
  'stopped', // by the person
  'length', // as long as it may be: it can be continued
  'unfinished', // the host ended in the middle
  'failed', // `problem` says why; what had come stays
  'offered', // `offer` says what can be done
  'kept', // it was not sent: policy, a no, or Local only; `problem` says so
] as const
export const MessageStateSchema = z.enum(MESSAGE_STATES)

/** A turn of the person, an answer, or a mark: before it what is oldest was summed up, or left out, for the model. */
export const MessageSchema = z.object({
  messageId: MessageIdSchema,
  /** What it answers or follows; null for the first. Two with one parent are versions of each other. */
  parentId: MessageIdSchema.nullable(),
  role: z.enum(['you', 'answer', 'mark']),
  /** ISO 8601 with offset. */
  at: z.string(),
  /** Markdown. Of a mark: the summary, empty when turns were left out. */
  text: z.string(),
  thinking: z.string(),
  attachments: z.array(AttachmentSchema),
  state: MessageStateSchema,
  problem: ProblemSchema.nullable(),
  offer: OfferSchema.nullable(),
  askId: AskIdSchema.nullable(),
  madeBy: MadeBySchema.nullable(),
  /** Of everything this was made from. */
  labels: LabelsSchema,
  /** Of a mark: so many messages before it the model no longer sees as they were. */
  covers: z.number().int().nullable(),
})
export type Message = z.infer<typeof MessageSchema>

/** A message with its place among its versions. */
export const ShownMessageSchema = MessageSchema.extend({ version: z.object({ index: z.number().int(), of: z.number().int(), ids: z.array(MessageIdSchema) }) })
export type ShownMessage = z.infer<typeof ShownMessageSchema>

export const MeterSchema = z.object({
  /** Of what the model would see if the next turn were empty. */
  usedTokens: z.number().int(),
  heldTokens: z.number().int(),
  /** Counted by the model itself; otherwise reckoned from the length. */
  exact: z.boolean(),
})

/** What stands above and below the thread. */
export const ChatHeadSchema = z.object({
  chatId: ChatIdSchema,
  title: z.string(),
  /** Relative to the vault. */
  path: z.string(),
  pinned: z.boolean(),
  mode: ChatModeSchema,
  /** Why it stays as private as it is, such as “quotes a memo”; null when nothing but chat is in it. */
  privateBecause: z.string().nullable(),
  labels: LabelsSchema,
  /** Null while no language model is known. */
  meter: MeterSchema.nullable(),
  /** The language model on this Mac that would answer; null when there is none. */
  localModel: z.string().nullable(),
  draft: z.string(),
  /** The answer that is being made. */
  running: MessageIdSchema.nullable(),
  messageCount: z.number().int(),
})
export type ChatHead = z.infer<typeof ChatHeadSchema>

export const ChatRowSchema = z.object({
  chatId: ChatIdSchema,
  title: z.string(),
  /** ISO 8601 with offset, of the newest message. */
  at: z.string(),
  /** The newest words. */
  line: z.string(),
  pinned: z.boolean(),
  privateBecause: z.string().nullable(),
  running: z.boolean(),
  path: z.string(),
  /** The file was edited into something that is no chat: it is kept as it is, and shown as a text. */
  unreadable: z.string().nullable(),
})
export type ChatRow = z.infer<typeof ChatRowSchema>

export const ChatHitSchema = z.object({
  chatId: ChatIdSchema,
  title: z.string(),
  messageId: MessageIdSchema,
  role: z.enum(['you', 'answer', 'mark']),
  at: z.string(),
  /** In context: what stands before, the words found, what stands after. */
  before: z.string(),
  hit: z.string(),
  after: z.string(),
})
export type ChatHit = z.infer<typeof ChatHitSchema>

/** What happens in one chat. `head` and, while an answer is made, that message as it stands come first. */
export const ChatEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('head'), head: ChatHeadSchema }),
  /** New, or changed: it takes the place of the one with its id. */
  z.object({ type: z.literal('message'), message: ShownMessageSchema }),
  /** What comes after this one is no longer shown (null: nothing is); others follow as `message`. */
  z.object({ type: z.literal('after'), messageId: MessageIdSchema.nullable() }),
  /** Where the answer is made, before any of it. */
  z.object({ type: z.literal('route'), messageId: MessageIdSchema, madeBy: MadeBySchema }),
  /** `at` is how many characters stand before it: one that is known already is passed over. */
  z.object({ type: z.literal('delta'), messageId: MessageIdSchema, at: z.number().int(), text: z.string() }),
  z.object({ type: z.literal('thinking'), messageId: MessageIdSchema, at: z.number().int(), text: z.string() }),
  z.object({ type: z.literal('tool'), messageId: MessageIdSchema, name: z.string() }),
  z.object({ type: z.literal('usage'), messageId: MessageIdSchema, madeBy: MadeBySchema }),
  /** It ended well; the message as it stays. */
  z.object({ type: z.literal('done'), message: ShownMessageSchema }),
  /** It did not; `message.problem` or `message.offer` says what can be done. */
  z.object({ type: z.literal('error'), message: ShownMessageSchema }),
  /** More happened than a slow reader is owed: open it again. */
  z.object({ type: z.literal('reload') }),
  z.object({ type: z.literal('deleted') }),
])
export type ChatEvent = z.infer<typeof ChatEventSchema>

const base = oc.errors(appErrors)
const nothing = z.object({})
const byChat = z.object({ chatId: ChatIdSchema })
const byMessage = byChat.extend({ messageId: MessageIdSchema })
/** The answer that is now made; it is written down, and followed by `follow`. */
const begun = z.object({ chatId: ChatIdSchema, messageId: MessageIdSchema })

const Text = z.string().max(4_000_000)

export const chatContract = {
  /** Puts a turn to the chat, a new one without `chatId`; answers as soon as the turn is in the vault. CONFLICT while another answer is made. */
  send: base
    .input(
      z.object({
        chatId: ChatIdSchema.optional(),
        text: Text,
        attachmentIds: z.array(z.string()).max(50).default([]),
        mode: ChatModeSchema.optional(),
        /** The person says that it asks more than a small model can do. */
        hard: z.boolean().default(false),
      }),
    )
    .output(begun),
  /** What had come stays, marked as stopped. */
  stop: base.input(byChat).output(nothing),
  /** Another version of an answer, or the first one of a turn that was offered, kept or failed. */
  regenerate: base.input(byMessage.extend({ place: AnswerPlaceSchema.optional() })).output(begun),
  /** Another version of a turn, with its answer; what followed the old one stays with the old one. */
  edit: base.input(byMessage.extend({ text: Text, attachmentIds: z.array(z.string()).max(50).optional(), mode: ChatModeSchema.optional() })).output(begun),
  /** Goes on where an answer was stopped or became too long. */
  continue: base.input(byMessage).output(begun),
  /** Shows the version, and what followed it. */
  showVersion: base.input(byMessage).output(nothing),
  /** Sums the oldest turns up on this Mac, or leaves them out, and marks where; the file keeps them. */
  makeRoom: base.input(byChat.extend({ how: z.enum(['summarise', 'leave-out']) })).output(nothing),
  /** The newest messages that are shown, or those before one. */
  open: base
    .input(byChat.extend({ before: MessageIdSchema.optional(), limit: z.number().int().min(1).max(500).default(100), /** The page that has this one. */ around: MessageIdSchema.optional() }))
    .output(z.object({ head: ChatHeadSchema, messages: z.array(ShownMessageSchema), hasBefore: z.boolean(), hasAfter: z.boolean() })),
  /** Live until left; leaving it stops nothing. */
  follow: base.input(byChat).output(eventIterator(ChatEventSchema)),
  /** Pinned first, then the newest. */
  list: base
    .input(z.object({ cursor: z.string().optional(), limit: z.number().int().min(1).max(500).default(100), text: z.string().max(200).optional() }))
    .output(z.object({ rows: z.array(ChatRowSchema), nextCursor: z.string().nullable(), total: z.number().int() })),
  /** Something in the list changed: read it again; at most four a second. */
  listChanges: base.output(eventIterator(z.object({ revision: z.number().int() }))),
  /** In what was said, not only in titles. */
  search: base.input(z.object({ text: z.string().min(1).max(200), chatId: ChatIdSchema.optional(), limit: z.number().int().min(1).max(200).default(50) })).output(z.object({ hits: z.array(ChatHitSchema) })),
  rename: base.input(byChat.extend({ title: z.string().trim().min(1).max(200) })).output(nothing),
  pin: base.input(byChat.extend({ pinned: z.boolean() })).output(nothing),
  setMode: base.input(byChat.extend({ mode: ChatModeSchema })).output(nothing),
  /** Moves its file to the vault's `.trash`. */
  delete: base.input(byChat).output(nothing),
  undelete: base.input(byChat).output(nothing),
  export: base.input(byChat.extend({ format: z.enum(['markdown', 'json', 'text']) })).output(z.object({ fileName: z.string(), text: z.string() })),
  /** What is typed and not sent; `null` for the chat that is not begun. */
  setDraft: base.input(z.object({ chatId: ChatIdSchema.nullable(), text: Text })).output(nothing),
  draft: base.input(nothing).output(z.object({ text: z.string() })),
  /** An unreadable chat's file, as it stands. */
  raw: base.input(byChat).output(z.object({ path: z.string(), text: z.string() })),
  /** Opens the file in the person's Markdown editor on the machine the host runs on. */
  openFile: base.input(byChat).output(z.object({ path: z.string() })),
}
