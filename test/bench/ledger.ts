import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LedgerFilter } from '../../src/contract/ledger.ts'
import { attemptText, endText, GENESIS, kindKey, KIND_COLUMNS, linkHash } from '../../src/main/adapters/sqlite/ledger-chain.ts'
import { createSqliteLedger } from '../../src/main/adapters/sqlite/index.ts'
import type { LedgerAttempt, LedgerEnd } from '../../src/main/core/ports/index.ts'
import { quiet } from '../core/memos/rig.ts'
import { median } from './measure.ts'
import type { Bench, Figure } from './measure.ts'

const RECORDS = 1_000_000
const RUNS = 5
const FEATURES = ['chat', 'ask', 'summary', 'mail-triage']
const OUTCOMES = ['kept', 'blocked', 'open', 'open', 'open', 'open'] as const

const attemptOf = (n: number): LedgerAttempt => ({
  atMs: Date.parse('2026-01-01T00:00:00Z') + n * 25_000,
  feature: FEATURES[n % FEATURES.length] ?? 'chat',
  purpose: 'answer',
  destination: n % 3 === 0 ? 'Home server' : 'Anthropic',
  host: n % 3 === 0 ? '192.168.1.10' : 'api.example.com',
  zone: n % 3 === 0 ? 'network' : 'cloud',
  provider: 'anthropic',
  model: `model-${n % 7}`,
  labels: { sources: [{ origin: 'chat' }], details: [], topics: [], people: [], unsure: false },
  why: n === 1234 ? 'A rule that was used once, long ago' : 'Typed chat is allowed',
  rule: 'table:chat.cloud',
  permitId: `p${n}`,
  hiddenCount: n % 5,
  method: 'POST',
  url: 'https://api.example.com/v1/messages',
  bytesOut: 2_000,
  bodySha256: null,
  outcome: OUTCOMES[n % OUTCOMES.length] ?? 'open',
})
const END: LedgerEnd = { outcome: 'sent', address: '192.0.2.1', status: 200, bytesOut: 2_000, bytesIn: 9_000, durationMs: 900, tokensIn: 500, tokensOut: 100, priceUsd: 0.004 }

/** A million records as the store itself writes them, in one transaction instead of a million. */
const fill = (path: string): void => {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  const kind = database.prepare(`INSERT OR IGNORE INTO kinds (${KIND_COLUMNS.join(', ')}, key) VALUES (${KIND_COLUMNS.map(() => '?').join(', ')}, ?)`)
  const kindId = database.prepare('SELECT kind_id FROM kinds WHERE key = ?')
  const ids = new Map<string, number>()
  const attemptLink = database.prepare('INSERT INTO links (seq, at_ms, kind_id, labels, permit_id, hidden_count, outcome, bytes_out, hash, ended, end_seq, order_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const endLink = database.prepare('INSERT INTO links (seq, of_seq, at_ms, outcome, address, status, bytes_out, bytes_in, duration_ms, tokens_in, tokens_out, price_usd, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  let [hash, seq] = [GENESIS, 0]
  for (let n = 0; n < RECORDS; n++) {
    const attempt = attemptOf(n)
    const key = kindKey(attempt)
    if (!ids.has(key)) {
      kind.run(...KIND_COLUMNS.map((column) => attempt[column]), key)
      ids.set(key, Number(kindId.get(key)?.['kind_id']))
    }
    const labels = JSON.stringify(attempt.labels)
    seq += 1
    hash = linkHash(hash, attemptText(seq, attempt, labels))
    const isOpen = attempt.outcome === 'open'
    attemptLink.run(seq, attempt.atMs, ids.get(key) ?? 0, labels, attempt.permitId, attempt.hiddenCount, attempt.outcome, attempt.bytesOut, hash, isOpen ? 'sent' : attempt.outcome, isOpen ? seq + 1 : null, attempt.atMs)
    if (!isOpen) continue
    seq += 1
    hash = linkHash(hash, endText(seq, seq - 1, attempt.atMs, END))
    endLink.run(seq, seq - 1, attempt.atMs, END.outcome, END.address, END.status, END.bytesOut, END.bytesIn, END.durationMs, END.tokensIn, END.tokensOut, END.priceUsd, hash)
  }
  database.exec('COMMIT')
  database.close()
}

const LISTS: readonly (readonly [string, LedgerFilter])[] = [
  ['the newest hundred', {}],
  ['what was blocked', { outcome: ['blocked'] }],
  ['one destination and feature', { destination: 'Home server', feature: 'ask' }],
  ['words that stand in one record', { text: 'long ago' }],
  ['words that stand in none', { text: 'nothing like it' }],
  ['a day months ago', { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' }],
]

/** A ledger of a million records: lists, a new record, and the walk over the chain. */
export const ledgerBench: Bench = {
  name: 'ledger',
  run: async (say) => {
    const folder = await mkdtemp(join(tmpdir(), 'freehold-ledger-'))
    try {
      createSqliteLedger({ folder, clock: { now: Date.now }, log: quiet }).close()
      fill(join(folder, 'ledger.db'))
      say(`${RECORDS.toLocaleString('en')} records stand`)
      const opened = performance.now()
      const ledger = createSqliteLedger({ folder, clock: { now: Date.now }, log: quiet })
      const openMs = performance.now() - opened
      const once = (work: () => unknown): number => {
        const started = performance.now()
        work()
        return performance.now() - started
      }
      const times = (work: () => unknown): number => median(Array.from({ length: RUNS }, () => once(work)))
      const lists = LISTS.map(([name, filter]): Figure => {
        const { rows } = ledger.list({ ...filter, limit: 100 })
        return { name: `list: ${name}`, value: times(() => ledger.list({ ...filter, limit: 100 })), unit: 'ms', bound: 50, absolute: true, note: `${rows.length} rows; median of ${RUNS}` }
      })
      const pair = times(() => ledger.finish(ledger.begin({ ...attemptOf(2), atMs: Date.now() }, new Uint8Array(2_000)), END))
      const started = performance.now()
      const verdict = await ledger.verify(new AbortController().signal)
      const verifyMs = performance.now() - started
      if (!verdict.ok) throw new Error(verdict.fault?.words)
      ledger.close()
      return [
        ...lists,
        { name: 'opened', value: openMs, unit: 'ms' },
        { name: 'a record begun and ended, on the disk', value: pair, unit: 'ms', bound: 3, absolute: true },
        { name: 'the whole chain verified', value: verifyMs / 1000, unit: 's', note: `${verdict.rows.toLocaleString('en')} links` },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
