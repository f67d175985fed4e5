// A double, and said to be one: privacy, ledger and keys of the host in memory, with just enough behind them to show every
// state on screen. It detects by a few fixed words and sends nothing; test/core and test/e2e have the real ones.
import { implement } from '@orpc/server'
import { AppError } from '../../src/contract/errors.ts'
import { contract } from '../../src/contract/index.ts'
import type { Credential, StoreState } from '../../src/contract/credentials.ts'
import type { LedgerFilter, LedgerRow, LedgerVerdict } from '../../src/contract/ledger.ts'
import type { Ask, Change, Detail, PrivacyState, Rule, Trial } from '../../src/contract/privacy.ts'
import { designPrivacy, designRecords, PAYLOAD } from './fake-privacy-data.ts'
import { createTopic } from './topic.ts'

const ruleWords = ({ person, folder, tag, origin, destination, verdict }: Rule): string => {
  const about = person ? `Person “${person}”` : folder ? `Folder “${folder}”` : tag ? `Tag #${tag}` : origin ? `From ${origin}` : `To ${destination}`
  return `${about}: ${verdict}`
}

const matches = (row: LedgerRow, { from, to, outcome, destination, feature, zone, text }: LedgerFilter): boolean =>
  (from === undefined || Date.parse(row.at) >= Date.parse(from)) &&
  (to === undefined || Date.parse(row.at) < Date.parse(to)) &&
  (outcome === undefined || outcome.includes(row.outcome)) &&
  (destination === undefined || row.destination === destination) &&
  (feature === undefined || row.feature === feature) &&
  (zone === undefined || row.zone === zone) &&
  (text === undefined || [row.destination, row.host, row.feature, row.purpose, row.model ?? '', row.why].some((field) => field.toLowerCase().includes(text.toLowerCase())))

const FOUND = [
  ['Mara', 'person', '‹Person 1›'],
  ['DK50 0040 0440 1162 43', 'iban', '‹Account 1›'],
] as const

const hide = (text: string): { readonly details: Detail[]; readonly changes: Change[] } => {
  const details = FOUND.map(([word, kind]) => ({ kind, start: text.indexOf(word), end: text.indexOf(word) + word.length })).filter(({ start }) => start >= 0)
  const changes: Change[] = []
  let at = 0
  for (const { start, end } of details) {
    if (start > at) changes.push({ was: text.slice(at, start), now: text.slice(at, start) })
    changes.push({ was: text.slice(start, end), now: FOUND.find(([word]) => word === text.slice(start, end))?.[2] ?? '' })
    at = end
  }
  if (at < text.length) changes.push({ was: text.slice(at), now: text.slice(at) })
  return { details, changes }
}

const PAGE_OF_EXPORT = 100

export interface FakePrivacyOptions {
  readonly privacy?: Partial<PrivacyState>
  readonly records?: readonly LedgerRow[]
  readonly keyStore?: StoreState
  readonly keys?: readonly Credential[]
}

export const createFakePrivacy = (calls: string[], { privacy = {}, records, keyStore, keys }: FakePrivacyOptions = {}) => {
  const state = createTopic<PrivacyState>({ ...designPrivacy(), ...privacy })
  const all = [...(records ?? designRecords())]
  const head = createTopic({ seq: all.length })
  let verdict: LedgerVerdict | null = null
  const store: StoreState = keyStore ?? { kind: 'keychain', words: 'Keys are kept in the Keychain of this Mac.' }
  let credentials: Credential[] = [...(keys ?? [{ name: 'Anthropic', uses: [{ feature: 'chat', at: '2026-11-22T16:09:00+01:00' }] }, { name: 'Hugging Face', uses: [] }])]

  const change = (next: Partial<PrivacyState>): Record<string, never> => {
    state.set({ ...state.get(), ...next })
    return {}
  }
  const withRules = (rules: readonly Rule[]): Record<string, never> => change({ rules: rules.map((rule, index) => ({ index, rule, words: ruleWords(rule), expired: false })) })
  const ofRules = (): Rule[] => state.get().rules.map(({ rule }) => rule)
  const newestFirst = (filter: LedgerFilter, before = Infinity): LedgerRow[] => all.filter((row) => row.seq < before && matches(row, filter)).toReversed()

  const tryIt = (text: string, origin: Trial['labels']['sources'][number]['origin'], destination = 'Anthropic'): Trial => {
    const { details, changes } = hide(text)
    const health = /knee|doctor/.test(text)
    const labels = { sources: [{ origin }], details: details.map(({ kind }) => kind), topics: health ? (['health'] as const).slice() : [], people: [], unsure: false }
    const zone = state.get().destinations.find(({ name }) => name === destination)?.zone ?? 'cloud'
    const cell = state.get().table[origin][zone]
    const reason = health ? { words: 'It speaks of health, and health never goes to the cloud.', rule: 'topic:health' } : { words: `${origin} → ${zone}: ${cell}.`, rule: `table:${origin}.${zone}` }
    const where = health || cell === 'never' || zone === 'mac' ? ('local' as const) : cell === 'ask' ? ('ask' as const) : zone
    const sentence = text.indexOf(', and ')
    return {
      labels, details, changes, topicsKnown: true,
      decision: { where, destination: where === 'local' ? null : destination, verdict: cell, hide: ['iban', 'person'], reasons: [reason] },
      without: health && sentence > 0 ? { sentence: text.slice(sentence), changes: hide(`${text.slice(0, sentence)}.`).changes } : null,
    }
  }

  const { answers: a, privacy: p, ledger: l, credentials: c } = implement(contract)
  const parts = {
    privacy: {
      state: p.state.handler(() => state.get()),
      changes: p.changes.handler(({ signal }) => state.follow(signal)),
      setLocalOnly: p.setLocalOnly.handler(({ input }) => (calls.push(`localOnly ${input.on}`), change({ localOnly: input.on }))),
      setCell: p.setCell.handler(({ input: { origin, zone, verdict: next } }) => {
        calls.push(`cell ${origin} ${zone} ${next}`)
        const { table } = state.get()
        return change({ table: { ...table, [origin]: { ...table[origin], [zone]: next } } })
      }),
      addRule: p.addRule.handler(({ input }) => (calls.push(`addRule ${JSON.stringify(input)}`), withRules([...ofRules(), input]))),
      removeRule: p.removeRule.handler(({ input }) => (calls.push(`removeRule ${input.index}`), withRules(ofRules().toSpliced(input.index, 1)))),
      addDestination: p.addDestination.handler(({ input }) => {
        calls.push(`addDestination ${JSON.stringify(input)}`)
        const host = input.url === undefined ? 'api.anthropic.com' : new URL(input.url).hostname
        return change({ destinations: [...state.get().destinations, { ...input, host, hasCredential: credentials.some(({ name }) => name === input.credential) }] })
      }),
      removeDestination: p.removeDestination.handler(({ input }) => (calls.push(`removeDestination ${input.name}`), change({ destinations: state.get().destinations.filter(({ name }) => name !== input.name) }))),
      answer: p.answer.handler(({ input }) => {
        if (!state.get().asks.some(({ askId }) => askId === input.askId)) throw new AppError('CONFLICT', 'This was answered elsewhere.')
        calls.push(`answer ${input.askId} ${input.answer}`)
        return change({ asks: state.get().asks.filter(({ askId }) => askId !== input.askId) })
      }),
      tryIt: p.tryIt.handler(({ input }) => (calls.push('tryIt'), tryIt(input.text, input.origin, input.destination))),
    },
    ledger: {
      list: l.list.handler(({ input }) => {
        const found = newestFirst(input, input.before)
        const rows = found.slice(0, input.limit)
        return { rows, next: found.length > rows.length ? (rows.at(-1)?.seq ?? null) : null }
      }),
      totals: l.totals.handler(({ input }) => {
        const totals = new Map<string, { key: string; cloudBytes: number; networkBytes: number; sent: number; kept: number; blocked: number; priceUsd: number }>()
        for (const row of newestFirst(input)) {
          const key = input.by === 'day' ? row.at.slice(0, 10) : row[input.by]
          const sum = totals.get(key) ?? { key, cloudBytes: 0, networkBytes: 0, sent: 0, kept: 0, blocked: 0, priceUsd: 0 }
          if (row.zone === 'cloud') sum.cloudBytes += row.bytesOut
          if (row.zone === 'network') sum.networkBytes += row.bytesOut
          if (row.outcome === 'sent' || row.outcome === 'kept' || row.outcome === 'blocked') sum[row.outcome] += 1
          sum.priceUsd += row.priceUsd ?? 0
          totals.set(key, sum)
        }
        return { totals: [...totals.values()] }
      }),
      payload: l.payload.handler(({ input }) => {
        if (!all.find(({ seq }) => seq === input.seq)?.hasPayload) throw new AppError('NOT_FOUND', 'What was sent is no longer kept.')
        return { text: PAYLOAD, sizeBytes: 148_200, keptUntil: '2026-12-22T16:09:00+01:00' }
      }),
      purge: l.purge.handler(({ input }) => {
        calls.push(`purge ${input.before === undefined ? 'all' : 'before'}`)
        let purged = 0
        all.forEach((row, at) => {
          if (!row.hasPayload || (input.before !== undefined && Date.parse(row.at) >= Date.parse(input.before))) return
          all[at] = { ...row, hasPayload: false }
          purged += 1
        })
        return { purged }
      }),
      verify: l.verify.handler(() => verdict ?? { ok: true, rows: all.length, fault: null, head: '3f2a9c'.repeat(11).slice(0, 64) }),
      export: l.export.handler(({ input }) => {
        const found = newestFirst(input, input.before)
        const rows = found.slice(0, PAGE_OF_EXPORT)
        const heading = input.format === 'csv' && input.before === undefined ? 'seq,at,destination,outcome\n' : ''
        const text = rows.map((row) => (input.format === 'csv' ? `${row.seq},${row.at},${row.destination},${row.outcome}\n` : `${JSON.stringify(row)}\n`)).join('')
        return { text: heading + text, next: found.length > rows.length ? (rows.at(-1)?.seq ?? null) : null }
      }),
      changes: l.changes.handler(({ signal }) => head.follow(signal)),
    },
    // The page asks nothing yet: that comes with the chat.
    answers: {
      ask: a.ask.handler(async function* () {
        yield { type: 'done', stopReason: 'end' }
      }),
    },
    credentials: {
      list: c.list.handler(() => ({ store, credentials })),
      set: c.set.handler(({ input }) => {
        // The double forgets the value at once; its length is enough to see that it came.
        calls.push(`key ${input.name} of ${input.value.length}`)
        credentials = [...credentials.filter(({ name }) => name !== input.name), { name: input.name, uses: [] }]
        return {}
      }),
      test: c.test.handler(({ input }) => (calls.push(`test ${input.name}`), input.name === 'Anthropic' ? { ok: true, words: 'Anthropic takes this key.' } : { ok: false, words: 'The provider does not take this key.' })),
      remove: c.remove.handler(({ input }) => {
        calls.push(`removeKey ${input.name}`)
        credentials = credentials.filter(({ name }) => name !== input.name)
        return {}
      }),
    },
  }

  return {
    parts,
    set: (next: Partial<PrivacyState>): void => void change(next),
    state: state.get,
    ask: (...asks: readonly Ask[]): void => void change({ asks: [...state.get().asks, ...asks] }),
    /** Answered on another screen. */
    answerElsewhere: (askId: string): void => void change({ asks: state.get().asks.filter((ask) => ask.askId !== askId) }),
    record: (row: LedgerRow): void => {
      all.push(row)
      head.set({ seq: row.seq })
    },
    recordCount: () => all.length,
    breakChain: (fault: LedgerVerdict) => {
      verdict = fault
    },
  }
}
