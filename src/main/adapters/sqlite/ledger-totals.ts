import type { LedgerFilter, LedgerTotal } from '../../../contract/ledger.ts'
import type { Statements } from './statements.ts'

const TWO = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-24`, as the person's clock had it. */
export const localDay = (ms: number): string => {
  const date = new Date(ms)
  return `${date.getFullYear()}-${TWO(date.getMonth() + 1)}-${TWO(date.getDate())}`
}

/** Counts one record, once it is known how it ended. */
export const countIn = (sql: Statements, total: { readonly day: string; readonly kindId: number; readonly outcome: string; readonly bytesOut: number; readonly priceUsd: number }): void => {
  sql.run(
    `INSERT INTO totals (day, kind_id, outcome, count, bytes_out, price_usd) VALUES (?, ?, ?, 1, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + 1, bytes_out = bytes_out + excluded.bytes_out, price_usd = price_usd + excluded.price_usd`,
    total.day,
    total.kindId,
    total.outcome,
    total.bytesOut,
    total.priceUsd,
  )
}

/** Sums by day (oldest first), destination or feature (most bytes first). What is under way is not in them yet. */
export const readTotals = (sql: Statements, filter: LedgerFilter, by: 'day' | 'destination' | 'feature'): readonly LedgerTotal[] => {
  const key = by === 'day' ? 't.day' : `k.${by}`
  const where = ['1']
  const values: string[] = []
  const add = (clause: string, value: string | undefined): void => {
    if (value === undefined) return
    where.push(clause)
    values.push(value)
  }
  add('t.day >= ?', filter.from === undefined ? undefined : localDay(Date.parse(filter.from)))
  // A day counts as a whole: the last one is that of the moment before `to`.
  add('t.day <= ?', filter.to === undefined ? undefined : localDay(Date.parse(filter.to) - 1))
  add('k.destination = ?', filter.destination)
  add('k.feature = ?', filter.feature)
  add('k.zone = ?', filter.zone)
  const left = "t.outcome IN ('sent', 'failed', 'aborted')"
  const sum = (zone: string): string => `sum(CASE WHEN ${left} AND k.zone = '${zone}' THEN t.bytes_out ELSE 0 END)`
  return sql
    .all(
      `SELECT ${key} AS key, ${sum('cloud')} AS cloud_bytes, ${sum('network')} AS network_bytes,
         sum(CASE WHEN ${left} THEN t.count ELSE 0 END) AS sent, sum(CASE WHEN t.outcome = 'kept' THEN t.count ELSE 0 END) AS kept,
         sum(CASE WHEN t.outcome = 'blocked' THEN t.count ELSE 0 END) AS blocked, sum(t.price_usd) AS price_usd
       FROM totals t JOIN kinds k ON k.kind_id = t.kind_id WHERE ${where.join(' AND ')} GROUP BY 1
       ORDER BY ${by === 'day' ? '1' : 'cloud_bytes + network_bytes DESC, 1'}`,
      ...values,
    )
    .map((row) => ({
      key: String(row['key']),
      cloudBytes: Number(row['cloud_bytes']),
      networkBytes: Number(row['network_bytes']),
      sent: Number(row['sent']),
      kept: Number(row['kept']),
      blocked: Number(row['blocked']),
      priceUsd: Number(row['price_usd']),
    }))
}
