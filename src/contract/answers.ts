import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { DecisionSchema, ModeSchema, OriginSchema } from './privacy.ts'
import { appErrors } from './problem.ts'

/** One piece of what is asked, under the name the person knows it by. */
export const PieceSchema = z.object({
  title: z.string().max(300),
  text: z.string().max(4_000_000),
  origin: OriginSchema,
  folder: z.string().optional(),
  tags: z.array(z.string()).optional(),
})
export type Piece = z.infer<typeof PieceSchema>

export const AnswerEventSchema = z.discriminatedUnion('type', [
  /** Always first: where it goes, and why. */
  z.object({ type: z.literal('route'), decision: DecisionSchema }),
  /** It waits at the gate for a yes. */
  z.object({ type: z.literal('asking'), askId: z.string() }),
  /** Hidden details are restored. */
  z.object({ type: z.literal('delta'), text: z.string() }),
  z.object({ type: z.literal('usage'), tokensIn: z.number().int(), tokensOut: z.number().int(), priceUsd: z.number().nullable(), bytesOut: z.number().int() }),
  z.object({ type: z.literal('done'), stopReason: z.string() }),
])
export type AnswerEvent = z.infer<typeof AnswerEventSchema>

export const answersContract = {
  /** One question, routed, and answered by whom the decision names; ends after `route` where it stays here. */
  ask: oc
    .errors(appErrors)
    .input(
      z.object({
        feature: z.string().regex(/^[a-z][a-z-]{0,30}$/).default('ask'),
        pieces: z.array(PieceSchema).min(1).max(100),
        mode: ModeSchema,
        model: z.string().optional(),
        chat: z.string().optional(),
        maxTokens: z.number().int().min(1).max(64_000).default(1024),
      }),
    )
    .output(eventIterator(AnswerEventSchema)),
}
