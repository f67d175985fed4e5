import { describe, expect, it } from 'vitest'
import { PolicyTableSchema } from '../../src/contract/privacy.ts'
import { neverWords, payloadWords, rememberItems, shownAsk } from '../../src/renderer/features/privacy/ask-words.ts'
import { originsInWords } from '../../src/renderer/words/origin-words.ts'
import { isLooser, looserSentence, policyRows } from '../../src/renderer/features/privacy/policy-words.ts'
import { withHead } from '../../src/renderer/features/privacy/records-store.ts'
import { ruleZone, untilOf, untilWords } from '../../src/renderer/features/privacy/rule-words.ts'
import { lastDays } from '../../src/renderer/features/privacy/traffic-store.ts'
import { todayInWords } from '../../src/renderer/features/privacy/traffic-words.ts'
import { bytesInWords, priceInWords } from '../../src/renderer/words/bytes.ts'
import { designAsk, ledgerRow } from './fake-privacy-data.ts'

const NOTHING = { date: new Date(), cloudBytes: 0, networkBytes: 0, sent: 0, kept: 0, blocked: 0, priceUsd: 0 }
const said = (changes: Partial<typeof NOTHING>): string => todayInWords({ ...NOTHING, ...changes }, 'this Mac').map(({ words }) => words).join('')

describe('the day in a sentence', () => {
  it.each([
    [{}, 'Nothing left this Mac today.'],
    [{ kept: 1 }, 'Nothing left this Mac today. 1 request was kept here.'],
    [{ cloudBytes: 150_100, networkBytes: 12_000, kept: 1, blocked: 1 }, '150 kB went to the cloud,\n12 kB to your network. 2 requests were kept here.'],
    [{ cloudBytes: 312 }, '312 bytes went to the cloud.'],
    [{ networkBytes: 1900 }, '1.9 kB went to your network.'],
    [{ sent: 2 }, '2 requests without content went out.'],
  ])('of %j is “%s”', (day, words) => expect(said(day)).toBe(words))

  it('gives figures the colour of where they went, and no other words', () => {
    const coloured = todayInWords({ ...NOTHING, cloudBytes: 5000, networkBytes: 1000 }, 'this Mac').filter(({ zone }) => zone !== undefined)
    expect(coloured).toEqual([{ words: '5.0 kB', zone: 'cloud' }, { words: '1.0 kB', zone: 'net' }])
  })

  it('has a total for each of fourteen days, also across a month and without records', () => {
    const days = lastDays([{ key: '2026-11-01', cloudBytes: 7, networkBytes: 0, sent: 1, kept: 0, blocked: 0, priceUsd: 0 }], new Date(2026, 10, 3, 12))
    expect([days.length, days[0]?.date.getDate(), days[11]?.cloudBytes, days[13]?.cloudBytes]).toEqual([14, 21, 7, 0])
  })

  it('says sizes and prices no finer than they are read', () => {
    expect([0, 1, 999, 1900, 9949, 9950, 148_200, 3_200_000].map(bytesInWords)).toEqual(['0 bytes', '1 byte', '999 bytes', '1.9 kB', '9.9 kB', '10 kB', '148 kB', '3 MB'])
    expect([0, 0.001, 0.14].map(priceInWords)).toEqual(['$0.00', 'under $0.01', '$0.14'])
  })
})

describe('the policy table', () => {
  const table = PolicyTableSchema.parse({})
  it('has look.html’s rows, web and feeds as one', () => {
    expect(policyRows(table).map(({ label }) => label)).toEqual(['Memos', 'Captures', 'Notes', 'Files', 'Typed chat', 'Mail', 'Calendar', 'Health', 'Web and feeds'])
    expect(policyRows(table).at(-1)?.origins).toEqual(['feed', 'web'])
  })
  it('parts web and feeds where the settings do, so that neither hides the other', () => {
    const rows = policyRows({ ...table, web: { ...table.web, cloud: 'allow' } })
    expect(rows.slice(-2).map(({ label, cells }) => [label, cells.cloud])).toEqual([['Web', 'allow'], ['Feeds', 'redact']])
  })
  it('shows tools once something of them may leave, for unlisted means never', () => {
    expect(policyRows({ ...table, tool: { ...table.tool, cloud: 'ask' } }).at(-1)?.label).toBe('Tools')
  })
  it('knows which choice is looser', () => {
    expect([isLooser('ask', 'never'), isLooser('allow', 'redact'), isLooser('never', 'ask'), isLooser('ask', 'ask')]).toEqual([true, true, false, false])
  })
  it('says what a looser choice changes', () => {
    expect(looserSentence('Memos', 'cloud', 'ask', 'this Mac')).toBe('Memos can then go to the cloud, each time after you said yes.')
    expect(looserSentence('Mail', 'network', 'allow', 'this Mac')).toBe('Mail then goes to your network without asking. What a rule forbids still stays.')
  })
})

describe('a rule', () => {
  const now = new Date('2026-11-22T16:05:00')
  const at = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString()
  it.each([[{ until: at(42) }, 'Ends in 42 min'], [{ until: at(0.2) }, 'Ends in 1 min'], [{ until: at(-1) }, 'Ended; it has no force'], [{}, 'Until you remove it'], [{ chat: 'c1' }, 'In one chat only'], [{ until: at(3 * 1440) }, 'Ends Wednesday 25 November, 16:05']])(
    'of %j says “%s”',
    (rule, words) => expect(untilWords(rule, now)).toBe(words),
  )
  it('ends after an hour, at midnight, or never', () => {
    expect(untilOf('hour', now)).toBe(at(60))
    expect(new Date(untilOf('today', now) ?? '').getTime()).toBe(new Date(2026, 10, 23).getTime())
    expect(untilOf('removed', now)).toBeUndefined()
  })
  it('that never lets pass wears this Mac', () => {
    expect(ruleZone({ tag: 'x', zone: 'cloud', verdict: 'never' }, 'This Mac')).toEqual({ glyph: 'mac', words: 'Cloud' })
    expect(ruleZone({ tag: 'x', verdict: 'allow' }, 'This Mac')).toEqual({ glyph: 'cloud', words: 'Network, cloud' })
  })
})

describe('a question at the gate', () => {
  it('offers a chat only where there is one, and a rule only where an origin is named', () => {
    expect(rememberItems(designAsk(1)).map(({ label }) => label)).toEqual(['Just this once', 'This chat', 'Files → Anthropic'])
    expect(rememberItems(designAsk(1, { chat: null, origins: [] })).map(({ label }) => label)).toEqual(['Just this once'])
  })
  it('says what is in it', () => {
    expect(payloadWords(designAsk(1))).toBe('148 kB · 5 of 5 details hidden')
    expect(payloadWords(designAsk(1, { hiddenCount: 0, foundCount: 1, sizeBytes: 900 }))).toBe('900 bytes · 0 of 1 detail hidden')
    expect(payloadWords(designAsk(1, { hiddenCount: 0, foundCount: 0 }))).toBe('148 kB · no details found')
    expect(neverWords(designAsk(1, { origins: ['file', 'note'] }))).toBe('Never send files and notes')
    expect(originsInWords(['file', 'note', 'chat'])).toBe('Files, notes and typed chat')
  })
  it('stays on screen while it waits, whatever comes before it', () => {
    const [one, two] = [designAsk(1), designAsk(2)]
    expect(shownAsk([one, two], null)?.askId).toBe('ask-1')
    expect(shownAsk([one, two], 'ask-2')?.askId).toBe('ask-2')
    expect(shownAsk([one], 'ask-2')?.askId).toBe('ask-1')
    expect(shownAsk([], 'ask-2')).toBe(null)
  })
})

describe('the list of records', () => {
  const rows = (...seqs: readonly number[]) => seqs.map((seq) => ledgerRow(seq, '2026-11-22T10:00:00Z'))
  const known = { filter: {}, rows: rows(5, 4, 3, 2), next: 2, problem: null }
  const seqs = (head: ReturnType<typeof withHead>) => [head.rows?.map(({ seq }) => seq), head.next]
  it('takes a new head and keeps what was read below it', () => expect(seqs(withHead(known, rows(6, 5), 5))).toEqual([[6, 5, 4, 3, 2], 2]))
  it('lets go of what a gap parts from the head', () => expect(seqs(withHead(known, rows(99, 98), 98))).toEqual([[99, 98], 98]))
  it('is what was read where that is all of it', () => expect(seqs(withHead(known, rows(5, 2), null))).toEqual([[5, 2], null]))
})
