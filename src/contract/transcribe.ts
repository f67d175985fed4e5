import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { SegmentSchema, MemoStepSchema } from './memos.ts'
import { appErrors, ProblemSchema } from './problem.ts'

/** One file written down; the shape that `freehold transcribe --json` prints. */
export const TranscribeResultSchema = z.object({
  file: z.string(),
  ok: z.boolean(),
  error: ProblemSchema.optional(),
  engine: z.string(),
  model: z.string(),
  language: z.string(),
  durationSeconds: z.number(),
  speechSeconds: z.number(),
  elapsedSeconds: z.number(),
  text: z.string(),
  segments: z.array(SegmentSchema),
  /** Cut short by damage: what was saved, as a sentence. */
  damage: z.string().optional(),
  /** Path of the filed note. */
  note: z.string().optional(),
})
export type TranscribeResult = z.infer<typeof TranscribeResultSchema>

export const TranscribeEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), step: MemoStepSchema, fraction: z.number(), remainingSeconds: z.number().nullable(), words: z.string() }),
  z.object({ type: z.literal('result'), result: TranscribeResultSchema }),
])
export type TranscribeEvent = z.infer<typeof TranscribeEventSchema>

export const transcribeContract = {
  /** Writes one file down, filing it unless told not to; progress is coalesced to 10 a second. */
  file: oc
    .errors(appErrors)
    .input(z.object({ path: z.string().min(1), model: z.string().optional(), language: z.string().max(16).optional(), file: z.boolean().default(true) }))
    .output(eventIterator(TranscribeEventSchema)),
}
