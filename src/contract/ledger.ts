import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { LabelsSchema, ZoneSchema } from './privacy.ts'
import { appErrors } from './problem.ts'

/** `kept`: policy, a no or Local only kept it here. `blocked`: something tried to pass by the gate. `open`: it is under way, or the host was killed. */
export const OutcomeSchema = z.enum(['open', 'sent', 'failed', 'aborted', 'kept', 'blocked'])
export type Outcome = z.infer<typeof OutcomeSchema>

export const LedgerRowSchema = z.object({
  /** The place in the chain; rises, with gaps where the ends of others stand. */
  seq: z.number().int(),
  at: z.string(),
  feature: z.string(),
  purpose: z.string(),
  /** The destination's name; the host for what no destination covers. */
  destination: z.string(),
  host: z.string(),
  /** The address actually connected to; null when none was. */
  address: z.string().nullable(),
  zone: ZoneSchema,
  provider: z.string().nullable(),
  model: z.string().nullable(),
  labels: LabelsSchema,
  /** The rule in words, and its name. */
  why: z.string(),
  rule: z.string(),
  permitId: z.string().nullable(),
  hiddenCount: z.number().int(),
  method: z.string(),
  /** Without its query, which may hold content. */
  url: z.string(),
  bytesOut: z.number().int(),
  bytesIn: z.number().int(),
  bodySha256: z.string().nullable(),
  durationMs: z.number().nullable(),
  outcome: OutcomeSchema,
  /** HTTP status; null when no answer came. */
  status: z.number().int().nullable(),
  tokensIn: z.number().int().nullable(),
  tokensOut: z.number().int().nullable(),
  /** US dollars, where the price is known. */
  priceUsd: z.number().nullable(),
  /** What was sent can still be looked at. */
  hasPayload: z.boolean(),
})
export type LedgerRow = z.infer<typeof LedgerRowSchema>

export const LedgerFilterSchema = z.object({
  /** ISO 8601, inclusive. */
  from: z.string().optional(),
  /** ISO 8601, exclusive. */
  to: z.string().optional(),
  outcome: z.array(OutcomeSchema).optional(),
  destination: z.string().optional(),
  feature: z.string().optional(),
  zone: ZoneSchema.optional(),
  /** Found in destination, host, feature, purpose, model or why. */
  text: z.string().max(200).optional(),
})
export type LedgerFilter = z.infer<typeof LedgerFilterSchema>

export const LedgerTotalSchema = z.object({
  /** A day (`2026-11-24`, local time), a destination or a feature. */
  key: z.string(),
  cloudBytes: z.number().int(),
  networkBytes: z.number().int(),
  sent: z.number().int(),
  kept: z.number().int(),
  blocked: z.number().int(),
  priceUsd: z.number(),
})
export type LedgerTotal = z.infer<typeof LedgerTotalSchema>

export const LedgerVerdictSchema = z.object({
  ok: z.boolean(),
  rows: z.number().int(),
  /** Where the chain breaks, in words; null when it holds. */
  fault: z.object({ seq: z.number().int(), words: z.string() }).nullable(),
  /** Hash of the newest row: written down elsewhere it shows a cut tail as well. */
  head: z.string(),
})
export type LedgerVerdict = z.infer<typeof LedgerVerdictSchema>

const base = oc.errors(appErrors)

export const ledgerContract = {
  /** Newest first. */
  list: base
    .input(LedgerFilterSchema.extend({ before: z.number().int().optional(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.object({ rows: z.array(LedgerRowSchema), next: z.number().int().nullable() })),
  totals: base.input(LedgerFilterSchema.extend({ by: z.enum(['day', 'destination', 'feature']) })).output(z.object({ totals: z.array(LedgerTotalSchema) })),
  /** What was sent, byte for byte as text; NOT_FOUND once it is purged. */
  payload: base.input(z.object({ seq: z.number().int() })).output(z.object({ text: z.string(), sizeBytes: z.number().int(), keptUntil: z.string().nullable() })),
  /** Forgets what was sent (all of it, or before a time); the rows and their chain stay. */
  purge: base.input(z.object({ before: z.string().optional() })).output(z.object({ purged: z.number().int() })),
  verify: base.input(z.object({})).output(LedgerVerdictSchema),
  /** One page of an export; the first of CSV starts with its heading. */
  export: base
    .input(LedgerFilterSchema.extend({ format: z.enum(['jsonl', 'csv']), before: z.number().int().optional() }))
    .output(z.object({ text: z.string(), next: z.number().int().nullable() })),
  /** The newest sequence number at once, then whenever a row was written, at most four a second. */
  changes: base.output(eventIterator(z.object({ seq: z.number().int() }))),
}
