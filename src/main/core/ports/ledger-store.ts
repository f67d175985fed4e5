import type { LedgerFilter, LedgerRow, LedgerTotal, LedgerVerdict } from '../../../contract/ledger.ts'
import type { Labels, Zone } from '../../../contract/privacy.ts'

/** What is known before the first byte leaves. */
export interface LedgerAttempt {
  readonly atMs: number
  readonly feature: string
  readonly purpose: string
  readonly destination: string
  readonly host: string
  readonly zone: Zone
  readonly provider: string | null
  readonly model: string | null
  readonly labels: Labels
  readonly why: string
  readonly rule: string
  readonly permitId: string | null
  readonly hiddenCount: number
  readonly method: string
  /** Without query and fragment. */
  readonly url: string
  readonly bytesOut: number
  readonly bodySha256: string | null
  /** `kept` and `blocked` are final; `open` is ended by `finish`. */
  readonly outcome: 'open' | 'kept' | 'blocked'
}

/** What is known at its end. */
export interface LedgerEnd {
  readonly outcome: 'sent' | 'failed' | 'aborted'
  readonly address: string | null
  readonly status: number | null
  readonly bytesOut: number
  readonly bytesIn: number
  readonly durationMs: number
  readonly tokensIn: number | null
  readonly tokensOut: number | null
  readonly priceUsd: number | null
}

/**
 * Append-only and chained by hash: an attempt is one link, its end another. Synchronous and durable when it returns.
 * Throws AppError LEDGER_FAILED, after which nothing may leave.
 */
export interface LedgerStore {
  /** Gives its sequence number. The payload is what would be or was sent; kept apart, null to keep none. */
  begin(attempt: LedgerAttempt, payload: Uint8Array | null): number
  finish(seq: number, end: LedgerEnd): void
  list(filter: LedgerFilter & { readonly before?: number | undefined; readonly limit: number }): { readonly rows: readonly LedgerRow[]; readonly next: number | null }
  totals(filter: LedgerFilter, by: 'day' | 'destination' | 'feature'): readonly LedgerTotal[]
  payload(seq: number): { readonly body: Uint8Array; readonly keptSinceMs: number } | null
  purge(beforeMs: number | null): number
  /** Reads the whole chain, in steps that leave the host free. */
  verify(signal: AbortSignal): Promise<LedgerVerdict>
  newest(): number
  onChange(listener: () => void): () => void
  close(): void
}
