import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LedgerRow } from '../../../src/contract/ledger.ts'
import type { LedgerAttempt, LedgerEnd, LedgerStore } from '../../../src/main/core/ports/index.ts'
import { linkHash, textOfRow } from '../../../src/main/adapters/sqlite/ledger-chain.ts'
import { createSqliteLedger } from '../../../src/main/adapters/sqlite/index.ts'
import { quiet } from '../../core/memos/rig.ts'

const { signal } = new AbortController()
const NOON = Date.parse('2026-11-22T12:00:00Z')

let folder = ''
let nowMs = NOON
let opened: LedgerStore[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-ledger-'))
  nowMs = NOON
  opened = []
})
afterEach(() => {
  for (const ledger of opened) ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = (): LedgerStore => {
  const ledger = createSqliteLedger({ folder, clock: { now: () => nowMs }, log: quiet })
  opened.push(ledger)
  return ledger
}
const close = (ledger: LedgerStore): void => {
  opened = opened.filter((each) => each !== ledger)
  ledger.close()
}
const body = (text: string): Uint8Array => new TextEncoder().encode(text)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const attempt = (more: Partial<LedgerAttempt> = {}): LedgerAttempt => ({
  atMs: nowMs,
  feature: 'chat',
  purpose: 'answer',
  destination: 'Anthropic',
  host: 'api.example.com',
  zone: 'cloud',
  provider: 'anthropic',
  model: 'model-1',
  labels: { sources: [{ origin: 'chat' }], details: [], topics: [], people: [], unsure: false },
  why: 'Typed chat is allowed',
  rule: 'table:chat.cloud',
  permitId: 'p1',
  hiddenCount: 0,
  method: 'POST',
  url: 'https://api.example.com/v1/messages',
  bytesOut: 100,
  bodySha256: null,
  outcome: 'open',
  ...more,
})
const end = (more: Partial<LedgerEnd> = {}): LedgerEnd => ({ outcome: 'sent', address: '192.0.2.1', status: 200, bytesOut: 120, bytesIn: 900, durationMs: 812.5, tokensIn: 30, tokensOut: 12, priceUsd: 0.004, ...more })

/** Reaches past the store, as somebody with the file in hand would. */
const tamper = (sql: string, file = 'ledger.db'): void => {
  const database = new DatabaseSync(join(folder, file))
  database.exec(sql)
  database.close()
}

describe('ledger', () => {
  it('lists what was begun and how it ended, newest first, over a restart', () => {
    const first = open()
    const sent = first.begin(attempt(), body('{"a":1}'))
    expect(first.list({ limit: 10 }).rows[0]).toMatchObject({ seq: sent, outcome: 'open', bytesOut: 100, hasPayload: true })
    first.finish(sent, end())
    first.begin(attempt({ outcome: 'kept', permitId: null, why: 'Memos never go to the cloud' }), null)
    first.begin(attempt({ outcome: 'blocked', destination: 'telemetry.example.net', host: 'telemetry.example.net', permitId: null }), null)
    const before = first.list({ limit: 10 }).rows
    close(first)
    const rows = open().list({ limit: 10 }).rows
    expect(rows).toEqual(before)
    expect(rows.map(({ outcome, bytesOut }) => [outcome, bytesOut])).toEqual([['blocked', 0], ['kept', 0], ['sent', 120]])
    expect(rows[2]).toMatchObject({ seq: sent, address: '192.0.2.1', status: 200, tokensOut: 12, priceUsd: 0.004, durationMs: 812.5, hasPayload: true })
  })

  it('counts what was under way when the host was killed as gone in full', () => {
    const first = open()
    first.begin(attempt({ bytesOut: 555 }), null)
    close(first)
    expect(open().list({ limit: 1 }).rows[0]).toMatchObject({ outcome: 'aborted', bytesOut: 555 })
  })

  it('ends a record once', () => {
    const ledger = open()
    const seq = ledger.begin(attempt(), null)
    ledger.finish(seq, end())
    expect(() => ledger.finish(seq, end())).toThrow(/cannot write its record/)
    expect(ledger.list({ limit: 9 }).rows).toHaveLength(1)
  })

  it('keeps what was sent byte for byte until it is purged, and the chain still holds', async () => {
    const ledger = open()
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
    const seq = ledger.begin(attempt({ bodySha256: sha256(bytes) }), bytes)
    expect(ledger.payload(seq)).toEqual({ body: bytes, keptSinceMs: NOON })
    expect(ledger.purge(NOON)).toBe(0)
    expect(ledger.purge(NOON + 1)).toBe(1)
    expect(ledger.payload(seq)).toBeNull()
    expect(ledger.list({ limit: 1 }).rows[0]).toMatchObject({ hasPayload: false, bodySha256: sha256(bytes) })
    expect(await ledger.verify(signal)).toMatchObject({ ok: true, fault: null })
  })

  it('leaves nothing of a purged text in its files', () => {
    const ledger = open()
    const secret = 'a sentence that nobody else wrote'
    ledger.begin(attempt(), body(secret.repeat(200)))
    ledger.purge(null)
    close(ledger)
    const files = ['sent.db', 'sent.db-wal', 'ledger.db', 'ledger.db-wal'].filter((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    expect(files).toContain('sent.db')
    for (const name of files) expect(readFileSync(join(folder, name)).includes(secret), name).toBe(false)
  })

  it('filters by outcome, destination, feature, zone, time and words, and pages without losing one', () => {
    const ledger = open()
    const outcomes = ['open', 'kept', 'blocked'] as const
    for (let n = 0; n < 60; n++) {
      nowMs = NOON + n * 60_000
      const seq = ledger.begin(attempt({ atMs: nowMs, outcome: outcomes[n % 3] ?? 'open', destination: n % 2 ? 'Anthropic' : 'Home', zone: n % 2 ? 'cloud' : 'network', feature: n % 5 ? 'chat' : 'ask', why: n === 30 ? '100% odd_words' : 'Typed chat is allowed' }), null)
      if (n % 3 === 0) ledger.finish(seq, end())
    }
    const all = readAll(ledger, {})
    expect(all).toHaveLength(60)
    const checks: readonly [Parameters<LedgerStore['totals']>[0], (row: LedgerRow) => boolean][] = [
      [{ outcome: ['sent'] }, ({ outcome }) => outcome === 'sent'],
      [{ outcome: ['kept', 'blocked'], zone: 'cloud' }, ({ outcome, zone }) => ['kept', 'blocked'].includes(outcome) && zone === 'cloud'],
      [{ destination: 'Home', feature: 'ask' }, ({ destination, feature }) => destination === 'Home' && feature === 'ask'],
      [{ text: 'D_WORD' }, ({ why }) => why.includes('odd_words')],
      [{ text: '0%' }, ({ why }) => why.includes('100%')],
      [{ text: 'nothing like it' }, () => false],
      [{ from: new Date(NOON + 600_000).toISOString(), to: new Date(NOON + 1_200_000).toISOString() }, ({ at }) => Date.parse(at) >= NOON + 600_000 && Date.parse(at) < NOON + 1_200_000],
      [{ from: new Date(NOON + 600_000).toISOString(), outcome: ['blocked'] }, ({ at, outcome }) => Date.parse(at) >= NOON + 600_000 && outcome === 'blocked'],
      [{ from: '2030-01-01T00:00:00Z' }, () => false],
    ]
    for (const [filter, fits] of checks) expect(readAll(ledger, filter).map(({ seq }) => seq), JSON.stringify(filter)).toEqual(all.filter(fits).map(({ seq }) => seq))
  })

  it('sums by day, destination and feature', () => {
    const ledger = open()
    const send = (more: Partial<LedgerAttempt>, bytesOut: number): void => ledger.finish(ledger.begin(attempt({ atMs: nowMs, ...more }), null), end({ bytesOut }))
    send({}, 1000)
    send({ destination: 'Home', zone: 'network' }, 70)
    ledger.begin(attempt({ outcome: 'kept' }), null)
    nowMs = NOON + 86_400_000
    send({ feature: 'ask' }, 500)
    ledger.begin(attempt({ atMs: nowMs, outcome: 'blocked', zone: 'cloud' }), null)
    const days = ledger.totals({}, 'day')
    expect(days.map(({ cloudBytes, networkBytes, sent, kept, blocked }) => [cloudBytes, networkBytes, sent, kept, blocked])).toEqual([[1000, 70, 2, 1, 0], [500, 0, 1, 0, 1]])
    expect(days[0]?.priceUsd).toBeCloseTo(0.008)
    expect(ledger.totals({}, 'destination').map(({ key, cloudBytes }) => [key, cloudBytes])).toEqual([['Anthropic', 1500], ['Home', 0]])
    expect(ledger.totals({ from: new Date(NOON + 86_400_000).toISOString() }, 'feature').map(({ key, cloudBytes }) => [key, cloudBytes])).toEqual([['ask', 500], ['chat', 0]])
  })

  it('stands through a clock that is set back', async () => {
    const ledger = open()
    ledger.begin(attempt({ outcome: 'kept' }), null)
    nowMs = NOON - 86_400_000
    ledger.begin(attempt({ atMs: nowMs, outcome: 'kept' }), null)
    expect(ledger.list({ limit: 9 }).rows.map(({ at }) => at)).toEqual(['2026-11-21T12:00:00.000Z', '2026-11-22T12:00:00.000Z'])
    expect(await ledger.verify(signal)).toMatchObject({ ok: true, rows: 2 })
  })

  it('throws before anything could leave when the disk refuses the record', () => {
    const ledger = open()
    tamper('DROP TABLE kinds')
    expect(() => ledger.begin(attempt(), body('x'))).toThrow(expect.objectContaining({ code: 'LEDGER_FAILED' }))
  })
})

describe('the chain', () => {
  const filled = (): LedgerStore => {
    const ledger = open()
    for (let n = 0; n < 5; n++) ledger.finish(ledger.begin(attempt({ model: `model-${n % 2}`, bodySha256: sha256(body(`text ${n}`)) }), body(`text ${n}`)), end())
    return ledger
  }
  const faultAfter = async (sql: string, file?: string): Promise<string | null> => {
    close(filled())
    tamper(sql, file)
    return (await open().verify(signal)).fault?.words ?? null
  }

  it('holds as it was written', async () => {
    const ledger = filled()
    const verdict = await ledger.verify(signal)
    expect(verdict).toMatchObject({ ok: true, rows: 10, fault: null })
    expect(verdict.head).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    ['an edited size', 'UPDATE links SET bytes_out = 1 WHERE seq = 4', 'Record 4 was changed after it was written.'],
    ['an edited rule', "UPDATE kinds SET why = 'You said yes' WHERE model = 'model-1'", 'Record 3 was changed after it was written.'],
    ['edited labels', "UPDATE links SET labels = '{}' WHERE seq = 5", 'Record 5 was changed after it was written.'],
    ['a missing record', 'DELETE FROM links WHERE seq = 3', 'Record 3 is missing.'],
    ['two missing records', 'DELETE FROM links WHERE seq IN (3, 4)', 'Records 3 to 4 are missing.'],
    ['a missing newest record', 'DELETE FROM links WHERE seq = 10', 'Record 10, the newest, is missing.'],
    ['a missing tail', 'DELETE FROM links WHERE seq > 6', 'Records 7 to 10, the newest, are missing.'],
    ['nothing left at all', 'DELETE FROM links', 'Records 1 to 10, the newest, are missing.'],
    ['an end that is listed otherwise', "UPDATE links SET ended = 'failed' WHERE seq = 1", 'How record 1 is listed to have ended was changed after it was written.'],
    ['two records exchanged', 'UPDATE links SET seq = 99 WHERE seq = 1; UPDATE links SET seq = 1 WHERE seq = 3; UPDATE links SET seq = 3 WHERE seq = 99', 'Record 1 was changed after it was written.'],
  ])('finds %s', async (_, sql, words) => {
    expect(await faultAfter(sql)).toBe(words)
  })

  it('finds an edited text that was sent', async () => {
    expect(await faultAfter("UPDATE payloads SET body = x'00' WHERE seq = 7", 'sent.db')).toBe('What record 7 keeps as sent was changed after it was written.')
  })

  it('finds a newest record that was edited together with its hash', async () => {
    close(filled())
    const database = new DatabaseSync(join(folder, 'ledger.db'))
    database.exec('UPDATE links SET bytes_out = 1 WHERE seq = 10')
    const [before, edited] = database.prepare('SELECT * FROM links WHERE seq >= 9 ORDER BY seq').all()
    // Somebody who knows how the chain is made.
    database.prepare('UPDATE links SET hash = ? WHERE seq = 10').run(linkHash(String(before?.['hash']), textOfRow(edited ?? {})))
    database.close()
    expect(await open().verify(signal)).toMatchObject({ ok: false, fault: { seq: 10, words: 'Record 10 is not the one that was written: the chain was made anew.' } })
  })

  it('still tells of missing records after new ones were written', async () => {
    close(filled())
    tamper('DELETE FROM links WHERE seq > 6')
    const ledger = open()
    ledger.begin(attempt({ outcome: 'kept' }), null)
    expect(await ledger.verify(signal)).toMatchObject({ ok: false, fault: { seq: 7, words: 'Records 7 to 10 are missing.' } })
  })

  it('tells of a database that was damaged and set aside', async () => {
    close(filled())
    writeFileSync(join(folder, 'ledger.db'), 'no database at all '.repeat(500))
    const ledger = open()
    expect(await ledger.verify(signal)).toMatchObject({ ok: false, fault: { words: 'Records 1 to 10, the newest, are missing.' } })
  })

  it('finds any one value that is changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 10 }),
        fc.constantFrom('at_ms', 'outcome', 'bytes_out', 'hash', 'kind_id', 'permit_id', 'hidden_count', 'body_sha256', 'address', 'status', 'bytes_in', 'duration_ms', 'tokens_in', 'tokens_out', 'price_usd', 'of_seq'),
        async (seq, column) => {
          close(filled())
          tamper(`UPDATE links SET ${column} = CASE typeof(${column}) WHEN 'text' THEN ${column} || 'x' WHEN 'null' THEN 1 ELSE ${column} + 1 END WHERE seq = ${seq}`)
          const ledger = open()
          // A column that the kind of link does not have says nothing; all others do.
          const isAttempt = seq % 2 === 1
          const ofAttempt = ['kind_id', 'permit_id', 'hidden_count', 'body_sha256']
          const ofEnd = ['address', 'status', 'bytes_in', 'duration_ms', 'tokens_in', 'tokens_out', 'price_usd']
          const counts = !(isAttempt ? ofEnd : ofAttempt).includes(column)
          const { ok } = await ledger.verify(signal)
          close(ledger)
          rmSync(folder, { recursive: true, force: true })
          folder = mkdtempSync(join(tmpdir(), 'freehold-ledger-'))
          expect(ok).toBe(!counts)
        },
      ),
      { numRuns: 40 },
    )
  })
})

const readAll = (ledger: LedgerStore, filter: Parameters<LedgerStore['totals']>[0]): readonly LedgerRow[] => {
  const rows: LedgerRow[] = []
  for (let before: number | undefined, page = 0; page < 50; page++) {
    const { rows: some, next } = ledger.list({ ...filter, limit: 7, ...(before === undefined ? {} : { before }) })
    rows.push(...some)
    if (next === null) return rows
    before = next
  }
  throw new Error('The list never ended.')
}

