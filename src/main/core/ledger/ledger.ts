import type { LedgerFilter, LedgerRow, LedgerTotal, LedgerVerdict } from '../../../contract/ledger.ts'

/** What left, what was kept, and what tried. */
export interface Ledger {
  list(query: LedgerFilter & { readonly before?: number | undefined; readonly limit: number }): { readonly rows: readonly LedgerRow[]; readonly next: number | null }
  totals(filter: LedgerFilter, by: 'day' | 'destination' | 'feature'): readonly LedgerTotal[]
  payload(seq: number): { readonly text: string; readonly sizeBytes: number; readonly keptUntil: string | null }
  /** How many payloads were forgotten: all of them, or those from before a time. */
  purge(before: string | undefined): number
  verify(signal: AbortSignal): Promise<LedgerVerdict>
  export(query: LedgerFilter & { readonly format: 'jsonl' | 'csv'; readonly before?: number | undefined }): { readonly text: string; readonly next: number | null }
  changes(signal: AbortSignal): AsyncGenerator<{ seq: number }, undefined, void>
}
