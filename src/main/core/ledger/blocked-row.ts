import { kindOfAddress, parseAddress, zoneOfAddress } from '../lib/addresses.ts'
import type { BlockedAttempt, LedgerAttempt } from '../ports/index.ts'

const TRIED: Readonly<Record<string, string>> = {
  socket: 'opened a connection',
  server: 'opened a door to other machines',
  name: 'asked for a name',
  datagram: 'sent a datagram',
  worker: 'started a thread',
  program: 'started a program',
  binding: 'reached into Node',
  addon: 'loaded native code',
}

/** The record of something inside Freehold that tried to pass by the gate. What it wanted to send nobody looked at. */
export const blockedRow = ({ feature, kind, target, from, count }: BlockedAttempt, atMs: number): LedgerAttempt => {
  const host = target.replace(/:\d+$/, '')
  const times = count === 1 ? '' : ` ${count} times`
  return {
    atMs,
    feature,
    purpose: kind,
    destination: target,
    host,
    zone: parseAddress(host) === null || kindOfAddress(host) === 'unusable' ? 'cloud' : zoneOfAddress(host, []),
    provider: null,
    model: null,
    labels: { sources: [], details: [], topics: [], people: [], unsure: true },
    why: `${from ?? 'Something in Freehold'} ${TRIED[kind] ?? 'tried to reach out'}${times}, past the gate. It was refused.`,
    rule: 'guard',
    permitId: null,
    hiddenCount: 0,
    method: '',
    url: '',
    bytesOut: 0,
    bodySha256: null,
    outcome: 'blocked',
  }
}
