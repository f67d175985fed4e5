import type { MemoRow } from '../../../contract/memos.ts'
import { dayName, dayNumber } from '../../words/days.ts'

export type ListItem =
  | { readonly kind: 'day'; readonly key: string; readonly label: string }
  | { readonly kind: 'memo'; readonly key: string; readonly row: MemoRow; readonly index: number; readonly first: boolean }

const dates = new WeakMap<MemoRow, { readonly at: Date; readonly day: number }>()

/** A row's date, parsed once: a list of thousands is grouped anew with every change. */
const dateOf = (row: MemoRow) => {
  const known = dates.get(row)
  if (known) return known
  const at = new Date(row.recordedAt)
  const date = { at, day: dayNumber(at) }
  dates.set(row, date)
  return date
}

/** When it was recorded, in milliseconds since the epoch. */
export const recordedMs = (row: MemoRow): number => dateOf(row).at.getTime()

/** When it was recorded. */
export const recordedDate = (row: MemoRow): Date => dateOf(row).at

/** The list as it is shown: a header before each day's recordings, newest first. */
export const listItems = (ids: readonly string[], rows: ReadonlyMap<string, MemoRow>, now: Date): readonly ListItem[] => {
  const items: ListItem[] = []
  let day: number | null = null
  let index = 0
  for (const id of ids) {
    const row = rows.get(id)
    if (!row) continue
    const date = dateOf(row)
    const first = date.day !== day
    if (first) items.push({ kind: 'day', key: `day-${date.day}`, label: dayName(date.at, now) })
    day = date.day
    items.push({ kind: 'memo', key: id, row, index, first })
    index += 1
  }
  return items
}
