import type { SQLInputValue } from 'node:sqlite'
import { LedgerRowSchema } from '../../../contract/ledger.ts'
import type { LedgerFilter, LedgerRow, Outcome } from '../../../contract/ledger.ts'
import type { Row, Statements } from './statements.ts'

const OUTCOMES: readonly Outcome[] = ['open', 'sent', 'failed', 'aborted', 'kept', 'blocked']
const SELECT = `
  SELECT a.seq, a.at_ms, k.feature, k.purpose, k.destination, k.host, k.zone, k.provider, k.model, k.why, k.rule, k.method, k.url,
    a.labels, a.permit_id, a.hidden_count, a.body_sha256, a.ended, coalesce(e.bytes_out, a.bytes_out) AS bytes_out,
    e.address, e.status, coalesce(e.bytes_in, 0) AS bytes_in, e.duration_ms, e.tokens_in, e.tokens_out, e.price_usd
  FROM links a JOIN kinds k ON k.kind_id = a.kind_id LEFT JOIN links e ON e.seq = a.end_seq`

/** Lists attempts with how they ended, newest first, quickly among millions. */
export const createLedgerLists = (sql: Statements, hasPayload: (seq: number) => boolean) => {
  const toRow = (row: Row): LedgerRow =>
    LedgerRowSchema.parse({
      seq: row['seq'],
      at: new Date(Number(row['at_ms'])).toISOString(),
      feature: row['feature'],
      purpose: row['purpose'],
      destination: row['destination'],
      host: row['host'],
      address: row['address'],
      zone: row['zone'],
      provider: row['provider'],
      model: row['model'],
      labels: JSON.parse(String(row['labels'])) as unknown,
      why: row['why'],
      rule: row['rule'],
      permitId: row['permit_id'],
      hiddenCount: row['hidden_count'],
      method: row['method'],
      url: row['url'],
      bytesOut: row['ended'] === 'kept' || row['ended'] === 'blocked' ? 0 : row['bytes_out'],
      bytesIn: row['bytes_in'],
      bodySha256: row['body_sha256'],
      durationMs: row['duration_ms'],
      outcome: row['ended'],
      status: row['status'],
      tokensIn: row['tokens_in'],
      tokensOut: row['tokens_out'],
      priceUsd: row['price_usd'],
      hasPayload: hasPayload(Number(row['seq'])),
    })

  const kindsFor = ({ destination, feature, zone, text }: LedgerFilter): readonly number[] | null => {
    const where: string[] = []
    const values: SQLInputValue[] = []
    const add = (clause: string, ...some: SQLInputValue[]): void => {
      where.push(clause)
      values.push(...some)
    }
    if (destination !== undefined) add('destination = ?', destination)
    if (feature !== undefined) add('feature = ?', feature)
    if (zone !== undefined) add('zone = ?', zone)
    if (text !== undefined && text.trim() !== '') {
      const like = `%${text.trim().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
      const columns = ['destination', 'host', 'feature', 'purpose', 'model', 'why']
      add(`(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`, ...columns.map(() => like))
    }
    if (where.length === 0) return null
    return sql.all(`SELECT kind_id FROM kinds WHERE ${where.join(' AND ')}`, ...values).map((row) => Number(row['kind_id']))
  }

  // Times as numbers in the chain: `order_ms` rises with it, so that a time is a place.
  const boundsOf = ({ from, to }: LedgerFilter, before: number | undefined): { readonly low: number; readonly high: number } => {
    const first = from === undefined ? null : sql.get('SELECT seq FROM links WHERE of_seq IS NULL AND order_ms >= ? ORDER BY order_ms, seq LIMIT 1', Date.parse(from))
    const past = to === undefined ? null : sql.get('SELECT seq FROM links WHERE of_seq IS NULL AND order_ms >= ? ORDER BY order_ms, seq LIMIT 1', Date.parse(to))
    const low = from === undefined ? 1 : Number(first?.['seq'] ?? Number.MAX_SAFE_INTEGER)
    const high = Math.min(before ?? Number.MAX_SAFE_INTEGER, Number(past?.['seq'] ?? Number.MAX_SAFE_INTEGER))
    return { low, high }
  }

  return {
    row: (seq: number): LedgerRow | null => {
      const row = sql.get(`${SELECT} WHERE a.seq = ? AND a.of_seq IS NULL`, seq)
      return row && toRow(row)
    },
    list: (filter: LedgerFilter & { readonly before?: number | undefined; readonly limit: number }): { readonly rows: readonly LedgerRow[]; readonly next: number | null } => {
      const { limit } = filter
      const { low, high } = boundsOf(filter, filter.before)
      const kinds = kindsFor(filter)
      const narrowed = kinds !== null || filter.outcome !== undefined
      const seqs = narrowed
        ? newestOf(sql, kinds ?? sql.all('SELECT kind_id FROM kinds').map((row) => Number(row['kind_id'])), filter.outcome ?? OUTCOMES, low, high, limit + 1)
        : sql.all('SELECT seq FROM links WHERE of_seq IS NULL AND seq >= ? AND seq < ? ORDER BY seq DESC LIMIT ?', low, high, limit + 1).map((row) => Number(row['seq']))
      const rows = seqs.slice(0, limit).flatMap((seq) => {
        const row = sql.get(`${SELECT} WHERE a.seq = ?`, seq)
        return row ? [toRow(row)] : []
      })
      return { rows, next: seqs.length > limit ? (rows.at(-1)?.seq ?? null) : null }
    },
  }
}

// There are a few hundred kinds and six outcomes: the newest of each by its index, and of these the newest, is quick even
// where a condition fits one record in a million.
const newestOf = (sql: Statements, kinds: readonly number[], outcomes: readonly Outcome[], low: number, high: number, limit: number): readonly number[] =>
  kinds
    .flatMap((kind) =>
      outcomes.flatMap((outcome) =>
        sql.all('SELECT seq FROM links WHERE of_seq IS NULL AND kind_id = ? AND ended = ? AND seq >= ? AND seq < ? ORDER BY seq DESC LIMIT ?', kind, outcome, low, high, limit).map((row) => Number(row['seq'])),
      ),
    )
    .sort((a, b) => b - a)
    .slice(0, limit)
