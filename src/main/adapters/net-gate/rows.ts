import type { Labels } from '../../../contract/privacy.ts'
import type { HttpDraft, LedgerAttempt, Permit } from '../../core/ports/index.ts'

const UNKNOWN_LABELS: Labels = { sources: [], details: [], topics: [], people: [], unsure: true }

/** An address without what may hold content or a key: name, password, query and fragment. */
export const bareUrl = (address: string): string => {
  if (!URL.canParse(address)) return ''
  const { protocol, host, pathname } = new URL(address)
  return `${protocol}//${host}${pathname}`
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname.replace(/^\[|\]$/g, '') : '')

/** The row of a request that may go. */
export const openRow = (permit: Permit, draft: HttpDraft, atMs: number): LedgerAttempt => ({
  atMs,
  feature: permit.feature,
  purpose: permit.purpose,
  destination: permit.destination,
  host: hostOf(draft.url),
  zone: permit.zone,
  provider: permit.provider,
  model: permit.model,
  labels: permit.labels,
  why: permit.why,
  rule: permit.rule,
  permitId: permit.permitId,
  hiddenCount: permit.hiddenCount,
  method: draft.method,
  url: bareUrl(draft.url),
  bytesOut: draft.body?.byteLength ?? 0,
  bodySha256: permit.bodySha256,
  outcome: 'open',
})

/** The row of a request that the gate refused; of a permit that nobody issued, nothing is believed. */
export const refusedRow = (permit: Permit, draft: HttpDraft, facts: { readonly atMs: number; readonly bodySha256: string | null; readonly isIssued: boolean; readonly why: string; readonly rule: string; readonly outcome: 'kept' | 'blocked' }): LedgerAttempt => {
  const { atMs, bodySha256, why, rule, outcome } = facts
  const row = openRow(permit, draft, atMs)
  const believed = facts.isIssued ? row : { ...row, feature: 'unknown', purpose: 'unknown', destination: row.host, zone: 'cloud' as const, provider: null, model: null, labels: UNKNOWN_LABELS, permitId: null, hiddenCount: 0 }
  return { ...believed, bodySha256, why, rule, outcome, bytesOut: 0 }
}
