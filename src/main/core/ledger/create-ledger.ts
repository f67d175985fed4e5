import { AppError } from '../../../contract/errors.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { Clock, LedgerStore } from '../ports/index.ts'
import { toCsv, toJsonLines } from './export.ts'
import type { Ledger } from './ledger.ts'

const DAY_MS = 86_400_000
const EXPORT_ROWS = 2_000
const CHANGES_MS = 250

export interface LedgerDeps {
  readonly store: LedgerStore
  readonly clock: Clock
  readonly keepSentDays: () => number
  /** Ends the hourly look for what was kept long enough. */
  readonly signal: AbortSignal
}

/** The record of what left, for people: lists, sums, what was sent, and whether the chain holds. */
export const createLedger = ({ store, clock, keepSentDays, signal }: LedgerDeps): Ledger => {
  const purgeOld = (): number => store.purge(clock.now() - keepSentDays() * DAY_MS)

  const keepPurging = async (): Promise<void> => {
    while (!signal.aborted) {
      purgeOld()
      await clock.sleep(DAY_MS / 24, signal)
    }
  }
  // Ends by the signal; a purge that fails is tried again with the next start, and the records stand either way.
  void keepPurging().catch(() => undefined)

  return {
    list: (query) => store.list(query),
    totals: (filter, by) => store.totals(filter, by),
    payload: (seq) => {
      const kept = store.payload(seq)
      if (kept === null) throw new AppError('NOT_FOUND', 'What was sent is no longer kept. The record of it stays.')
      return {
        text: new TextDecoder().decode(kept.body),
        sizeBytes: kept.body.byteLength,
        keptUntil: new Date(kept.keptSinceMs + keepSentDays() * DAY_MS).toISOString(),
      }
    },
    purge: (before) => store.purge(before === undefined ? null : Date.parse(before)),
    verify: (caller) => store.verify(AbortSignal.any([signal, caller])),
    export: ({ format, before, ...filter }) => {
      const { rows, next } = store.list({ ...filter, before, limit: EXPORT_ROWS })
      return { text: format === 'csv' ? toCsv(rows, before === undefined) : toJsonLines(rows), next }
    },
    changes: (caller) =>
      coalesce<{ seq: number }>({
        subscribe: (sink) => {
          sink.push({ seq: store.newest() })
          return store.onChange(() => sink.push({ seq: store.newest() }))
        },
        merge: (_, newer) => newer,
        intervalMs: CHANGES_MS,
        clock,
        signal: AbortSignal.any([signal, caller]),
      }),
  }
}
