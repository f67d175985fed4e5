import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MemoChanges, MemoCounts, MemoRow } from '../../../contract/memos.ts'
import { recordedMs } from './list-items.ts'

export interface MemosState {
  readonly rows: ReadonlyMap<string, MemoRow>
  /** Row ids, newest recording first. */
  readonly order: readonly string[]
  readonly counts: MemoCounts | null
  readonly revision: number
  /** `stale`: the host does not answer; what is shown may be old. */
  readonly state: 'loading' | 'ready' | 'stale'
  readonly search: { readonly text: string; readonly ids: readonly string[] | null }
}

export type MemosStore = StoreApi<MemosState>

const EMPTY: MemosState = {
  rows: new Map(),
  order: [],
  counts: null,
  revision: 0,
  state: 'loading',
  search: { text: '', ids: null },
}

/** Every known recording, as the host last told it. */
export const createMemosStore = (): MemosStore => createStore<MemosState>(() => EMPTY)

const newestFirst = (a: MemoRow, b: MemoRow): number => recordedMs(b) - recordedMs(a) || (a.rowId < b.rowId ? 1 : -1)

const ordered = (rows: ReadonlyMap<string, MemoRow>): readonly string[] => [...rows.values()].toSorted(newestFirst).map(({ rowId }) => rowId)

/** Puts freshly listed rows in place of all others. */
export const withRows = (state: MemosState, listed: readonly MemoRow[], counts: MemoCounts, revision: number): MemosState => {
  const rows = new Map(listed.map((row) => [row.rowId, row]))
  return { ...state, rows, order: ordered(rows), counts, revision, state: 'ready' }
}

/** What the host told since; changes that the list already held are left out. The order is kept where no date moved. */
export const withChanges = (state: MemosState, changes: MemoChanges): MemosState => {
  if (changes.revision <= state.revision) return state
  const rows = new Map(state.rows)
  let moved = false
  for (const rowId of changes.removed) moved = rows.delete(rowId) || moved
  for (const row of changes.upserts) {
    moved ||= rows.get(row.rowId)?.recordedAt !== row.recordedAt
    rows.set(row.rowId, row)
  }
  return { ...state, rows, order: moved ? ordered(rows) : state.order, counts: changes.counts, revision: changes.revision }
}
