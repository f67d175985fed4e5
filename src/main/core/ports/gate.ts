import type { LedgerAttempt } from './ledger-store.ts'
import type { HttpDraft, Permit } from './permit.ts'
import type { Redacted } from './secrets.ts'

export interface GateResponse {
  readonly status: number
  readonly headers: Headers
  /** Ends when the answer does; leaving it early ends the request. */
  readonly body: ReadableStream<Uint8Array> | null
  /** The address that was connected to. */
  readonly address: string
}

/** Something that tried to pass by the gate, as the guard tells of it. Never what was to be sent. */
export interface BlockedAttempt {
  /** Where it was: in the host or in an engine. */
  readonly feature: 'host' | 'engine'
  readonly kind: string
  /** An address, a name, a program. */
  readonly target: string
  /** The package that tried, as far as it is known. */
  readonly from: string | null
  readonly count: number
}

/** The longest an answer may take in all, and be. */
export interface AnswerLimits {
  readonly totalMs: number
  readonly responseBytes: number
}

export interface SendOptions {
  readonly signal: AbortSignal
  /** Set at the last moment, so that no SDK, log or error ever holds them. */
  readonly secrets?: Readonly<Record<string, Redacted>>
  /** Until the answer's head came; default 120 s. */
  readonly timeoutMs?: number
  /** Other bounds than the gate's own, where an answer is meant to be long: a model's file. */
  readonly limits?: Partial<AnswerLimits>
  /** Its row in the record, told as soon as it is written: one for each try, also for what is refused. */
  readonly onRecorded?: (seq: number, outcome: LedgerAttempt['outcome']) => void
  /** What the provider said it took, told by the adapter while it reads the answer; goes into the record. */
  readonly usage?: () => { readonly tokensIn: number; readonly tokensOut: number; readonly priceUsd: number | null } | null
}

/**
 * The only way out. Refuses what differs from its permit, writes the record before the first byte leaves, and sends nothing
 * when that fails. Rejects with AppError NOT_PERMITTED, LOCAL_ONLY, LEDGER_FAILED, OFFLINE, UPSTREAM, or AbortError.
 */
export interface Gate {
  send(permit: Permit, draft: HttpDraft, options: SendOptions): Promise<GateResponse>
  /** Aborts all that is under way and refuses what comes, until opened again: Local only. */
  shut(): void
  open(): void
  close(): Promise<void>
}
