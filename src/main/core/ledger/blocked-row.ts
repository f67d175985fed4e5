import type { BlockedAttempt, LedgerAttempt } from '../ports/index.ts'

/** The record of something inside Freehold that tried to pass by the gate. */
export const blockedRow = ({ kind, target, from, count }: BlockedAttempt, atMs: number): LedgerAttempt => ({
  atMs,
  feature: from ?? 'freehold',
  purpose: kind,
  destination: target,
  host: target,
  zone: 'cloud',
  provider: null,
  model: null,
  // What it wanted to send nobody looked at.
  labels: { sources: [], details: [], topics: [], people: [], unsure: true },
  why: count === 1 ? 'No rule allows it' : `No rule allows it (${count} times)`,
  rule: 'guard',
  permitId: null,
  hiddenCount: 0,
  method: '',
  url: '',
  bytesOut: 0,
  bodySha256: null,
  outcome: 'blocked',
})
