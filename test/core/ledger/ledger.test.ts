import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClock } from '../../../src/main/adapters/clock/index.ts'
import { createSqliteLedger } from '../../../src/main/adapters/sqlite/index.ts'
import { createLedger } from '../../../src/main/core/ledger/index.ts'
import type { Ledger } from '../../../src/main/core/ledger/index.ts'
import type { LedgerAttempt, LedgerStore } from '../../../src/main/core/ports/index.ts'
import { quiet } from '../memos/rig.ts'

const DAY_MS = 86_400_000
const clock = createClock()
let folder = ''
let store: LedgerStore
let ending: AbortController
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-ledger-'))
  store = createSqliteLedger({ folder, clock, log: quiet })
  ending = new AbortController()
})
afterEach(() => {
  ending.abort()
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const attempt = (more: Partial<LedgerAttempt> = {}): LedgerAttempt => ({
  atMs: clock.now(), feature: 'chat', purpose: 'answer', destination: 'Anthropic', host: 'api.example.com', zone: 'cloud', provider: 'anthropic', model: 'm',
  labels: { sources: [{ origin: 'chat' }, { origin: 'note' }], details: [], topics: [], people: [], unsure: false },
  why: 'Typed chat is allowed', rule: 'table:chat.cloud', permitId: null, hiddenCount: 0, method: 'POST', url: 'https://api.example.com/v1', bytesOut: 3, bodySha256: null, outcome: 'kept', ...more,
})
const open = (keepSentDays = 30): Ledger => createLedger({ store, clock, keepSentDays: () => keepSentDays, signal: ending.signal })

describe('the ledger for people', () => {
  it('forgets what was sent longer ago than the settings say, and says until when the rest is kept', () => {
    const old = store.begin(attempt({ atMs: clock.now() - 31 * DAY_MS }), new TextEncoder().encode('old'))
    const young = store.begin(attempt({ atMs: clock.now() - 29 * DAY_MS }), new TextEncoder().encode('young ‹Person 1›'))
    const ledger = open()
    expect(() => ledger.payload(old)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    const kept = ledger.payload(young)
    expect(kept).toMatchObject({ text: 'young ‹Person 1›', sizeBytes: 20 })
    expect(Math.round((Date.parse(kept.keptUntil ?? '') - clock.now()) / DAY_MS)).toBe(1)
    expect(ledger.list({ limit: 10 }).rows).toHaveLength(2)
  })

  it('exports what a spreadsheet reads and never runs', () => {
    store.begin(attempt({ why: '=HYPERLINK("http://example.com")', destination: 'Home, sweet "home"' }), null)
    store.begin(attempt({ why: 'Zeile\nzwei' }), null)
    const ledger = open()
    const csv = ledger.export({ format: 'csv' })
    expect(csv.next).toBeNull()
    expect(csv.text.split('\r\n')[0]).toMatch(/^seq,at,feature.*,origins$/)
    expect(csv.text).toContain('"Zeile\nzwei"')
    expect(csv.text).toContain(`"'=HYPERLINK(""http://example.com"")"`)
    expect(csv.text).toContain('"Home, sweet ""home"""')
    expect(csv.text).toContain('chat note')
    const lines = ledger.export({ format: 'jsonl' }).text.trim().split('\n').map((line) => JSON.parse(line) as unknown)
    expect(lines).toEqual(ledger.list({ limit: 10 }).rows)
  })

  it('tells of new records, several at once as one', async () => {
    const ledger = open()
    const caller = new AbortController()
    const changes = ledger.changes(caller.signal)
    expect((await changes.next()).value).toEqual({ seq: 0 })
    for (let n = 0; n < 20; n++) store.begin(attempt(), null)
    expect((await changes.next()).value).toEqual({ seq: 20 })
    caller.abort()
    expect((await changes.next()).done).toBe(true)
  })

  it('forgets all of it when told to', async () => {
    store.begin(attempt(), new TextEncoder().encode('x'))
    const ledger = open()
    expect(ledger.purge(undefined)).toBe(1)
    await sleep(0)
    expect(await ledger.verify(new AbortController().signal)).toMatchObject({ ok: true })
  })
})
