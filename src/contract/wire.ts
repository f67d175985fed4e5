// The one schema module that the page loads: the small build of zod is a third of the large one.
import * as z from 'zod/mini'

/** The subprotocol a page asks for; the token comes as a second one, `token.<token>`, which no log or history keeps. */
export const SUBPROTOCOL = 'freehold.v1'
export const TOKEN_SUBPROTOCOL = 'token.'
export const TOKEN_HEADER = 'x-freehold-token'

/** A page that was opened with a one-time code (`#code=…`) exchanges it for the token: `POST /session` with this header. */
export const CODE_HEADER = 'x-freehold-code'
export const SessionAnswerSchema = z.object({ token: z.string() })
export type SessionAnswer = z.infer<typeof SessionAnswerSchema>

/**
 * Neither a port nor a browser's socket has back-pressure. A client that names a stream in this header gets at most
 * `STREAM_WINDOW` items ahead of its reading: each item read is answered by the raw message `ack:<stream>`.
 */
export const STREAM_HEADER = 'x-freehold-stream'
export const STREAM_WINDOW = 4
export const ACK_PREFIX = 'ack:'

export const UploadAnswerSchema = z.object({ rowId: z.string(), duplicate: z.boolean() })
export type UploadAnswer = z.infer<typeof UploadAnswerSchema>

/** How HTTP refuses: the words a person reads. `code` is an AppError's, or `INTERNAL`. */
export const RefusalSchema = z.object({ code: z.string(), message: z.string(), next: z.optional(z.string()) })
export type Refusal = z.infer<typeof RefusalSchema>

/**
 * `PUT /uploads` carries many small files in one body, one after the other: a line of JSON (`UploadHead`, ended by `\n`), then
 * exactly `size` bytes, then the next line. `{"name":"Tape 1.m4a","modified":1767225600000,"size":3}\nabc`
 */
export const UploadHeadSchema = z.object({ name: z.optional(z.unknown()), modified: z.optional(z.unknown()), size: z.int().check(z.nonnegative()) })
export interface UploadHead {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly size: number
}
/** No more than this in one request: its answers wait in memory while a browser sends, for it reads none before its end. */
export const MAX_UPLOADS_TOGETHER = 1000
export const MAX_HEAD_BYTES = 8192

/**
 * What comes back: a line of JSON for each file as soon as it is taken or refused, in whatever order; `index` counts from 0.
 * A refusal without an index is one of the whole request, and ends it: what has no line of its own was not taken.
 */
export const UploadLineSchema = z.union([
  z.object({ index: z.int(), taken: UploadAnswerSchema }),
  z.object({ index: z.nullable(z.int()), refused: RefusalSchema }),
])
export type UploadLine = z.infer<typeof UploadLineSchema>

/** What `PUT /attach` answers, as far as the page checks it: the rest is the contract's `PendingAttachment`. */
export const AttachAnswerSchema = z.looseObject({ attachmentId: z.string(), title: z.string(), state: z.enum(['reading', 'ready', 'failed']) })

/** What `PUT /dictate` answers: the words, none when nothing was said. */
export const DictateAnswerSchema = z.object({ text: z.string() })
export type DictateAnswer = z.infer<typeof DictateAnswerSchema>

/** What `PUT /model` answers: the id of the model that was taken in. */
export const ModelAnswerSchema = z.object({ id: z.string() })
export type ModelAnswer = z.infer<typeof ModelAnswerSchema>

/** What the preload exposes to the page under Electron, and the message that brings the port. */
export const BRIDGE = 'freehold'
export const PORT_MESSAGE = 'freehold:port'
