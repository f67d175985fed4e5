import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { MemoIdSchema } from './memos.ts'
import { LabelsSchema, OriginSchema } from './privacy.ts'
import { appErrors, ProblemSchema } from './problem.ts'

export const ATTACHMENT_KINDS = ['text', 'markdown', 'code', 'pdf', 'html', 'mail', 'csv', 'note', 'memo'] as const
export const AttachmentKindSchema = z.enum(ATTACHMENT_KINDS)
export type AttachmentKind = z.infer<typeof AttachmentKindSchema>

/** Something that goes with a turn, as text. */
export const AttachmentSchema = z.object({
  attachmentId: z.string(),
  title: z.string(),
  kind: AttachmentKindSchema,
  origin: OriginSchema,
  /** Of the text that was read from it. */
  sizeBytes: z.number().int(),
  tokens: z.number().int(),
  /** Counted by the model itself; otherwise reckoned from the length. */
  exact: z.boolean(),
  labels: LabelsSchema,
  /** A note or memo stays where it stands; of other files the text is kept in `Chats/Attachments`. Relative to the vault. */
  path: z.string().nullable(),
  memoId: MemoIdSchema.nullable(),
})
export type Attachment = z.infer<typeof AttachmentSchema>

/** One that is being made ready: it is read, or (sound) written down by the memo pipeline. */
export const PendingAttachmentSchema = z.object({
  attachmentId: z.string(),
  title: z.string(),
  state: z.enum(['reading', 'ready', 'failed']),
  /** 0 … 1 where it is known. */
  fraction: z.number().nullable(),
  /** Present once it is ready. */
  attachment: AttachmentSchema.nullable(),
  problem: ProblemSchema.nullable(),
  /** Said beside it although it is ready: only a part could be read. */
  notice: z.string().nullable(),
})
export type PendingAttachment = z.infer<typeof PendingAttachmentSchema>

/** A note or memo that `@` offers. */
export const MentionSchema = z.object({ kind: z.enum(['note', 'memo']), title: z.string(), path: z.string(), memoId: MemoIdSchema.nullable(), at: z.string().nullable() })
export type Mention = z.infer<typeof MentionSchema>

/** A file in `Prompts/`; `{{name}}` in its text is asked for. */
export const PromptSchema = z.object({ name: z.string(), path: z.string(), text: z.string(), variables: z.array(z.string()), problem: z.string().nullable() })
export type Prompt = z.infer<typeof PromptSchema>

const base = oc.errors(appErrors)

/** A file's bytes come by `PUT /attach?name=…` (answer: a `PendingAttachment`), speech to be typed by `PUT /dictate` (answer: `{ text }`). */
export const attachmentsContract = {
  /** Paths on this machine (Electron, command line). */
  add: base.input(z.object({ paths: z.array(z.string().min(1)).min(1).max(50) })).output(z.object({ attachments: z.array(PendingAttachmentSchema) })),
  /** A long text that was pasted. */
  addText: base.input(z.object({ title: z.string().max(200), text: z.string().max(4_000_000) })).output(PendingAttachmentSchema),
  /** A note of the vault by its path, a memo by its id. */
  mention: base.input(z.object({ path: z.string(), memoId: MemoIdSchema.nullable() })).output(PendingAttachmentSchema),
  mentions: base.input(z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(50).default(12) })).output(z.object({ mentions: z.array(MentionSchema) })),
  /** Each as it stands at once, then what changes; ends when none is read any more. */
  follow: base.input(z.object({ attachmentIds: z.array(z.string()).min(1).max(50) })).output(eventIterator(PendingAttachmentSchema)),
  remove: base.input(z.object({ attachmentId: z.string() })).output(z.object({})),
  /** The text that would go along. */
  text: base.input(z.object({ attachmentId: z.string() })).output(z.object({ text: z.string() })),
  prompts: base.input(z.object({})).output(z.object({ prompts: z.array(PromptSchema), folder: z.string() })),
}
