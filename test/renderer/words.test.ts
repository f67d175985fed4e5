import { describe, expect, it } from 'vitest'
import type { MemoRow } from '../../src/contract/memos.ts'
import { hoverWords } from '../../src/renderer/features/intake/hover-words.ts'
import { countsInWords } from '../../src/renderer/features/memos/counts-words.ts'
import { listItems } from '../../src/renderer/features/memos/list-items.ts'
import { createMemosStore, withChanges, withRows } from '../../src/renderer/features/memos/memos-store.ts'
import { progressWords, rowWords } from '../../src/renderer/features/memos/row-words.ts'
import { dayName, longDate, timeOfDay } from '../../src/renderer/words/days.ts'
import { clockTime, durationInWords, exactDuration, remainingInWords, spokenTime } from '../../src/renderer/words/durations.ts'
import { memoryInWords } from '../../src/renderer/words/memory.ts'
import { sizeInWords } from '../../src/renderer/words/sizes.ts'
import { parseRoute } from '../../src/renderer/route.ts'
import { designRows, memoId, row } from './fake-memos.ts'

const COUNTS = { total: 1, filed: 1, working: 0, waiting: 0, needYou: 0, skipped: 0, cancelled: 0, paused: false }

describe('lengths and times in words', () => {
  it.each([
    [9.2, '9 s'], [59.6, '1 min'], [401, '6 min'], [1085, '18 min'], [3600, '1 h'], [3905, '1 h 5 min'],
  ])('says %d seconds as %s', (seconds, words) => expect(durationInWords(seconds)).toBe(words))

  it('says a length to the second where it is read alone', () => {
    expect(exactDuration(401)).toBe('6 min 41 s')
    expect(exactDuration(7805)).toBe('2 h 10 min 5 s')
    expect(exactDuration(0)).toBe('0 s')
  })

  it('shows a place in a recording as a clock, and speaks it in words', () => {
    expect([clockTime(134), clockTime(3734), clockTime(-1)]).toEqual(['02:14', '1:02:14', '00:00'])
    expect([spokenTime(134), spokenTime(61), spokenTime(0)]).toEqual(['2 minutes 14 seconds', '1 minute 1 second', '0 seconds'])
  })

  it.each([
    [3, 'a few seconds left'], [41, 'about 40 s left'], [58, 'about 1 min left'], [185, 'about 3 min left'], [3599, 'about 1 hour left'], [5400, 'about 1.5 hours left'],
  ])('says that %d seconds remain as %s', (seconds, words) => expect(remainingInWords(seconds)).toBe(words))

  it('counts memory as it is sold', () => expect([0, 12 * 2 ** 20, 0.8 * 2 ** 30, 2 ** 34].map(memoryInWords)).toEqual(['0 GB', '12 MB', '0.8 GB', '16.0 GB']))
  it('counts sizes as the Mac does', () => expect([1_624_555_275, 77_700_000, 885_098].map(sizeInWords)).toEqual(['1.6 GB', '78 MB', '885 kB']))
})

describe('days', () => {
  const now = new Date(2026, 10, 22, 0, 5)
  it('names today and yesterday by the calendar and not by 24 hours', () => {
    expect(dayName(new Date(2026, 10, 22, 0, 1), now)).toBe('Today')
    expect(dayName(new Date(2026, 10, 21, 23, 59), now)).toBe('Yesterday')
  })
  it('names other days, with their year when it is another one', () => {
    expect(dayName(new Date(2026, 10, 20, 12), now)).toBe('Friday 20 November')
    expect(dayName(new Date(2025, 11, 31, 12), now)).toBe('Wednesday 31 December 2025')
    expect([longDate(now), timeOfDay(now)]).toEqual(['Sunday 22 November 2026', '00:05'])
  })
})

describe('the list', () => {
  it('puts a header before each day and counts the recordings only', () => {
    const rows = [row(3, 'c', '2026-11-22T10:00:00'), row(2, 'b', '2026-11-22T09:00:00'), row(1, 'a', '2026-11-21T09:00:00')]
    const items = listItems(rows.map(({ rowId }) => rowId), new Map(rows.map((each) => [each.rowId, each])), new Date(2026, 10, 22, 12))
    expect(items.map((item) => (item.kind === 'day' ? item.label : item.index))).toEqual(['Today', 0, 1, 'Yesterday', 2])
  })

  it('applies only what is newer than the list, and sorts anew when a date moves', () => {
    const first = withRows(createMemosStore().getState(), [row(1, 'a', '2026-11-21T09:00:00'), row(2, 'b', '2026-11-22T09:00:00')], COUNTS, 5)
    expect(first.order).toEqual([memoId(2), memoId(1)])
    const stale = { revision: 5, upserts: [row(1, 'old', '2026-11-21T09:00:00')], removed: [], counts: COUNTS, reload: false }
    expect(withChanges(first, stale)).toBe(first)
    const moved = withChanges(first, { ...stale, revision: 6, upserts: [row(1, 'new', '2026-11-23T09:00:00')], removed: [memoId(9)] })
    expect([moved.order, moved.rows.get(memoId(1))?.title]).toEqual([[memoId(1), memoId(2)], 'new'])
    const less = withChanges(moved, { ...stale, revision: 7, upserts: [], removed: [memoId(2)] })
    expect(less.order).toEqual([memoId(1)])
  })
})

describe('what a row says', () => {
  const all = designRows()
  it('has words for every state, and an action wherever the person is needed', () => {
    for (const each of all) {
      const { line, actions } = rowWords(each, 'this Mac')
      expect(line).not.toBe('')
      if (each.state === 'failed' || each.waitsFor === 'model' || each.waitsFor === 'disk') expect(actions.length).toBeGreaterThan(0)
    }
  })
  it('says how far the work is', () => expect(progressWords(all[0] as MemoRow)).toBe('Writing it down, 64% · about 40 s left'))
  it('shows the host’s own sentence of a failure with its next step', () => {
    const failed = all.find(({ state }) => state === 'failed') as MemoRow
    expect(rowWords(failed, 'this Mac').line).toBe('The model stopped three times while writing this down. The recording is untouched. Try another model.')
  })
  it('counts so that what is shown adds up, and leaves out what is zero', () => {
    expect(countsInWords({ ...COUNTS, total: 1416, filed: 1412, working: 1, needYou: 3 })).toBe('1,412 filed, 1 in work, 3 need you')
    expect(countsInWords({ ...COUNTS, waiting: 2, skipped: 1, cancelled: 1, needYou: 1 })).toBe('1 filed, 2 wait, 1 needs you, 1 skipped, 1 left out')
  })
})

describe('what hangs over the page', () => {
  it.each([
    [['audio/mp4', 'audio/mp4', 'video/mp4'], '3 recordings. They stay on this Mac.'],
    [['audio/mp4'], '1 recording. It stays on this Mac.'],
    [['', 'audio/mp4'], '2 files. They stay on this Mac.'],
    [['audio/mp4', 'text/plain'], '1 recording, and 1 file that cannot be one. It stays on this Mac.'],
    [['application/pdf'], 'This is not a recording.'],
  ])('says of %j: %s', (types, words) => expect(hoverWords(types, 'this Mac')).toBe(words))
})

it('reads screens from the address, and an unknown one as the list', () => {
  expect(parseRoute(`#/memos/${memoId(2)}`)).toEqual({ name: 'memo', memoId: memoId(2) })
  expect([parseRoute('#/privacy').name, parseRoute('#/privacy/records').name]).toEqual(['privacy', 'records'])
  expect([parseRoute('#/models').name, parseRoute('#/memos/../x').name, parseRoute('').name]).toEqual(['models', 'memos', 'chat'])
})

it('shows newest words that were cut with one ellipsis', () => {
  const words = rowWords(row(1, 'Walk', '2026-11-22T16:02:00+01:00', { state: 'working', step: 'transcribe', line: '…and the bicycle' }), 'this Mac')
  expect(words.line).toBe('“…and the bicycle”')
})
