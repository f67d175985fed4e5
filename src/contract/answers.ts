import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { OfferSchema } from './chat.ts'
import { DecisionSchema, ModeSchema, OriginSchema, ZoneSchema } from './privacy.ts'
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
  /** Always first: where it is answered, and why. No destination is the model on this Mac, or nobody yet. */
  z.object({ type: z.literal('route'), decision: DecisionSchema, zone: ZoneSchema, destination: z.string().nullable(), model: z.string().nullable(), parts: z.number().int().nullable() }),
  /** Ends it: the person has to say where. */
  z.object({ type: z.literal('offer'), offer: OfferSchema }),
  /** Ends it: policy, or the person, kept it here. */
  z.object({ type: z.literal('kept'), words: z.string(), code: z.enum(['KEPT_HERE', 'LOCAL_ONLY']) }),
  /** It waits at the gate for a yes. */
  z.object({ type: z.literal('asking'), askId: z.string() }),
  /** Hidden details are restored. */
  z.object({ type: z.literal('delta'), text: z.string() }),
  z.object({ type: z.literal('thinking'), text: z.string() }),
  z.object({
    type: z.literal('usage'),
    tokensIn: z.number().int(),
    tokensOut: z.number().int(),
    tokensPerSecond: z.number().nullable(),
    priceUsd: z.number().nullable(),
    bytesOut: z.number().int(),
    /** Rows of the record, oldest first. */
    ledgerSeqs: z.array(z.number().int()),
  }),
  z.object({ type: z.literal('done'), stopReason: z.enum(['end', 'length', 'tool', 'refusal']) }),
])
export type AnswerEvent = z.infer<typeof AnswerEventSchema>

export const answersContract = {
  /** One question, routed, and answered by whom the decision names: on this Mac, or elsewhere through the gate. */
  ask: oc
    .errors(appErrors)
    .input(
      z.object({
        feature: z.string().regex(/^[a-z][a-z-]{0,30}$/).default('ask'),
        pieces: z.array(PieceSchema).min(1).max(100),
        mode: ModeSchema,
        /** Of the destination; in the other modes one on this Mac, by id or path. */
        model: z.string().optional(),
        chat: z.string().optional(),
        /** As the settings say for chats (`chat.maxAnswerTokens`) where it is left out. */
        maxTokens: z.number().int().min(1).max(64_000).optional(),
        /** Reads what is too long for the model on this Mac in parts. */
        inParts: z.boolean().default(false),
      }),
    )
    .output(eventIterator(AnswerEventSchema)),
}
