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

/** What the preload exposes to the page under Electron, and the message that brings the port. */
export const BRIDGE = 'freehold'
export const PORT_MESSAGE = 'freehold:port'
