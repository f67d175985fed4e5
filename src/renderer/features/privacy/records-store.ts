import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LedgerFilter, LedgerRow } from '../../../contract/ledger.ts'
import type { ShownProblem } from '../../client.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { followLedger } from './follow-ledger.ts'
import type { ProblemOf } from '../../ui/use-run.ts'

export interface RecordsState {
  readonly filter: LedgerFilter
  /** Newest first; null until the first page is here. */
  readonly rows: readonly LedgerRow[] | null
  /** Where the next page begins; null at the end. */
  readonly next: number | null
  readonly problem: ShownProblem | null
}

const PAGE = 100
const SETTLE_MS = 200

/** A freshly read first page put before what is known. Where the two do not touch, what is known has a gap and is let go. */
export const withHead = (state: RecordsState, rows: readonly LedgerRow[], next: number | null): Pick<RecordsState, 'rows' | 'next'> => {
  const oldest = rows.at(-1)?.seq
  const known = state.rows ?? []
  if (next === null || oldest === undefined || (known[0]?.seq ?? -1) < oldest) return { rows, next }
  const older = known.filter(({ seq }) => seq < oldest)
  return older.length === 0 ? { rows, next } : { rows: [...rows, ...older], next: state.next }
}

/** The list of records: filtered on the host, read page by page, live at its head. */
export const createRecords = (api: PrivacyApi['ledger'], problemOf: ProblemOf) => {
  const store: StoreApi<RecordsState> = createStore<RecordsState>(() => ({ filter: {}, rows: null, next: null, problem: null }))
  const ours = new AbortController()
  let reading = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let moreFrom: number | null = null

  const readHead = async (): Promise<void> => {
    const { filter } = store.getState()
    const { signal } = reading
    try {
      const { rows, next } = await api.list({ ...filter, limit: PAGE }, { signal })
      if (!signal.aborted) store.setState((state) => ({ ...withHead(state, rows, next), problem: null }))
    } catch (error) {
      if (!signal.aborted) store.setState({ problem: problemOf(error) })
    }
  }
  void followLedger(api, readHead, ours.signal)

  return {
    store,
    filter(change: LedgerFilter): void {
      reading.abort()
      reading = new AbortController()
      moreFrom = null
      clearTimeout(timer)
      store.setState({ filter: change })
      timer = setTimeout(() => {
        store.setState({ next: null, rows: [] })
        void readHead()
      }, SETTLE_MS)
    },
    /** Reads the next page, once however often it is asked for. */
    async more(): Promise<void> {
      const { next, filter } = store.getState()
      if (next === null || next === moreFrom) return
      moreFrom = next
      const { signal } = reading
      try {
        const page = await api.list({ ...filter, before: next, limit: PAGE }, { signal })
        if (!signal.aborted) store.setState(({ rows }) => ({ rows: [...(rows ?? []), ...page.rows], next: page.next }))
      } catch (error) {
        moreFrom = null
        if (!signal.aborted) store.setState({ problem: problemOf(error) })
      }
    },
    refresh: readHead,
    close(): void {
      clearTimeout(timer)
      ours.abort()
      reading.abort()
    },
  }
}

export type Records = ReturnType<typeof createRecords>
