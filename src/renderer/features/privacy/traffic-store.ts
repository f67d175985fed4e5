import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LedgerRow, LedgerTotal } from '../../../contract/ledger.ts'
import type { ShownProblem } from '../../client.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { followLedger } from './follow-ledger.ts'
import type { ProblemOf } from '../../ui/use-run.ts'

export const DAYS = 14
const TODAY_ROWS = 50

export interface Traffic {
  /** Today's records, newest first; null until they are known. */
  readonly rows: readonly LedgerRow[] | null
  /** Whether today has more of them than are shown. */
  readonly more: boolean
  /** A total a day, oldest first; the last is today's. */
  readonly days: readonly DayTotal[]
  readonly problem: ShownProblem | null
}

export interface DayTotal extends Omit<LedgerTotal, 'key'> {
  readonly date: Date
}

export type TrafficStore = StoreApi<Traffic>

/** What left and what was kept, today and over the last days. */
export const createTrafficStore = (): TrafficStore => createStore<Traffic>(() => ({ rows: null, more: false, days: [], problem: null }))

const two = (count: number): string => String(count).padStart(2, '0')
const dayKey = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`

/** One total a day for the last `DAYS` days; days without a record are there with zeros. */
export const lastDays = (totals: readonly LedgerTotal[], now: Date): readonly DayTotal[] => {
  const byKey = new Map(totals.map((total) => [total.key, total]))
  return Array.from({ length: DAYS }, (_, at) => {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (DAYS - 1 - at))
    const { cloudBytes = 0, networkBytes = 0, sent = 0, kept = 0, blocked = 0, priceUsd = 0 } = byKey.get(dayKey(date)) ?? {}
    return { date, cloudBytes, networkBytes, sent, kept, blocked, priceUsd }
  })
}

/** Keeps the store in step with the ledger until `signal` ends it. */
export const syncTraffic = (api: PrivacyApi['ledger'], store: TrafficStore, problemOf: ProblemOf, signal: AbortSignal): Promise<void> =>
  followLedger(
    api,
    async () => {
      const now = new Date()
      const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
      const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (DAYS - 1))
      try {
        const [{ rows, next }, { totals }] = await Promise.all([
          api.list({ from: midnight.toISOString(), limit: TODAY_ROWS }, { signal }),
          api.totals({ by: 'day', from: first.toISOString() }, { signal }),
        ])
        store.setState({ rows, more: next !== null, days: lastDays(totals, now), problem: null })
      } catch (error) {
        if (!signal.aborted) store.setState({ problem: problemOf(error) })
      }
    },
    signal,
  )
