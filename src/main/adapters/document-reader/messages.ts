import { z } from 'zod'
import { ATTACHMENT_KINDS } from '../../../contract/attachments.ts'
import { ERROR_CODES } from '../../../contract/errors.ts'

/** To the thread, by its port: one file at a time. */
export interface ToReader {
  readonly path: string
  readonly name: string
}

/** From the thread: what it read, or why not, as the sentence a person reads. */
export const FromReaderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), kind: z.enum(ATTACHMENT_KINDS), title: z.string().nullable(), text: z.string(), notice: z.string().nullable() }),
  z.object({ type: z.literal('failed'), code: z.enum(ERROR_CODES), message: z.string(), next: z.string().optional() }),
])
export type FromReader = z.infer<typeof FromReaderSchema>
