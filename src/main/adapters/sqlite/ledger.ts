import { join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { Clock, LedgerAttempt, LedgerEnd, LedgerStore, Log } from '../../core/ports/index.ts'
import { attemptText, endText, GENESIS, KIND_COLUMNS, kindKey, linkHash } from './ledger-chain.ts'
import { createLedgerLists } from './ledger-rows.ts'
import { LEDGER_MIGRATIONS } from './ledger-schema.ts'
import { countIn, localDay, readTotals } from './ledger-totals.ts'
import { verifyLedger } from './ledger-verify.ts'
import { openDatabase } from './open-database.ts'
import { openSent } from './sent.ts'
import { createStatements } from './statements.ts'

/**
 * Opens `ledger.db` and, beside it, `sent.db` with what was sent. Throws AppError LEDGER_FAILED when it cannot be had, after
 * which nothing may leave. A damaged one is set aside, never deleted, and `verify` says that records are missing.
 */
export const createSqliteLedger = (deps: { readonly folder: string; readonly clock: Pick<Clock, 'now'>; readonly log: Log }): LedgerStore => {
  const { folder, clock, log } = deps
  const { database } = failing(() => openDatabase(join(folder, 'ledger.db'), LEDGER_MIGRATIONS, log, 'unchecked'))
  // A record must stand on the disk, through a power cut as well, before what it records happens.
  database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -2000')
  const sql = createStatements(database)
  const sent = failing(() => openSent(join(folder, 'sent.db'), log))
  const listeners = new Set<() => void>()
  const lists = createLedgerLists(sql, sent.has)
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  let head = { seq: 0, hash: GENESIS, orderMs: 0 }
  const readHead = (): void => {
    const last = sql.get('SELECT seq, hash FROM links ORDER BY seq DESC LIMIT 1')
    const latest = sql.get('SELECT max(order_ms) AS latest FROM links WHERE of_seq IS NULL')
    head = { seq: Number(last?.['seq'] ?? 0), hash: String(last?.['hash'] ?? GENESIS), orderMs: Number(latest?.['latest'] ?? 0) }
    // Records are missing at the end, or the whole was set aside: the chain goes on behind them, so that the gap shows.
    const anchor = sent.head()
    if (anchor !== null && anchor.seq > head.seq) head = { ...head, seq: anchor.seq, hash: anchor.hash }
  }
  readHead()

  const kindOf = (attempt: LedgerAttempt): number => {
    const key = kindKey(attempt)
    const known = sql.get('SELECT kind_id FROM kinds WHERE key = ?', key)
    if (known) return Number(known['kind_id'])
    return sql.run(`INSERT INTO kinds (${KIND_COLUMNS.join(', ')}, key) VALUES (${KIND_COLUMNS.map(() => '?').join(', ')}, ?)`, ...KIND_COLUMNS.map((column) => attempt[column]), key).lastId
  }

  /** Adds one link; what goes wrong leaves chain and head as they were. */
  const link = (write: (seq: number, before: string) => { readonly hash: string; readonly orderMs: number }): number =>
    failing(() => {
      const seq = head.seq + 1
      const { hash, orderMs } = sql.together(() => write(seq, head.hash))
      head = { seq, hash, orderMs }
      sent.setHead(seq, hash)
      tell()
      return seq
    })

  const addAttempt = (attempt: LedgerAttempt): number =>
    link((seq, before) => {
      const kindId = kindOf(attempt)
      const labels = JSON.stringify(attempt.labels)
      const hash = linkHash(before, attemptText(seq, attempt, labels))
      const orderMs = Math.max(head.orderMs, attempt.atMs)
      sql.run(
        `INSERT INTO links (seq, at_ms, kind_id, labels, permit_id, hidden_count, body_sha256, outcome, bytes_out, hash, ended, order_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        seq,
        attempt.atMs,
        kindId,
        labels,
        attempt.permitId,
        attempt.hiddenCount,
        attempt.bodySha256,
        attempt.outcome,
        attempt.bytesOut,
        hash,
        attempt.outcome,
        orderMs,
      )
      if (attempt.outcome !== 'open') countIn(sql, { day: localDay(attempt.atMs), kindId, outcome: attempt.outcome, bytesOut: 0, priceUsd: 0 })
      return { hash, orderMs }
    })

  const addEnd = (ofSeq: number, end: LedgerEnd): number =>
    link((seq, before) => {
      const attempt = sql.get("SELECT at_ms, kind_id FROM links WHERE seq = ? AND ended = 'open'", ofSeq)
      if (attempt === null) throw new Error('A record was ended that is not open.')
      const atMs = clock.now()
      const hash = linkHash(before, endText(seq, ofSeq, atMs, end))
      sql.run(
        `INSERT INTO links (seq, of_seq, at_ms, outcome, address, status, bytes_out, bytes_in, duration_ms, tokens_in, tokens_out, price_usd, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        seq,
        ofSeq,
        atMs,
        end.outcome,
        end.address,
        end.status,
        end.bytesOut,
        end.bytesIn,
        end.durationMs,
        end.tokensIn,
        end.tokensOut,
        end.priceUsd,
        hash,
      )
      sql.run('UPDATE links SET end_seq = ?, ended = ? WHERE seq = ?', seq, end.outcome, ofSeq)
      countIn(sql, { day: localDay(Number(attempt['at_ms'])), kindId: Number(attempt['kind_id']), outcome: end.outcome, bytesOut: end.bytesOut, priceUsd: end.priceUsd ?? 0 })
      return { hash, orderMs: head.orderMs }
    })

  // Under way when the host ended: how much went out is not known, so all of it counts as gone.
  for (const row of sql.all("SELECT seq, bytes_out FROM links WHERE ended = 'open'"))
    addEnd(Number(row['seq']), { outcome: 'aborted', address: null, status: null, bytesOut: Number(row['bytes_out']), bytesIn: 0, durationMs: 0, tokensIn: null, tokensOut: null, priceUsd: null })

  return {
    begin: (attempt, payload) => {
      const seq = head.seq + 1
      // First, so that there is no record of something sent that could not be kept.
      if (payload !== null) failing(() => sent.put(seq, attempt.atMs, payload))
      try {
        return addAttempt(attempt)
      } catch (error) {
        if (payload !== null) sent.drop(seq)
        throw error
      }
    },
    finish: (seq, end) => void addEnd(seq, end),
    list: lists.list,
    totals: (filter, by) => readTotals(sql, filter, by),
    payload: sent.get,
    purge: (beforeMs) => {
      const purged = sent.purge(beforeMs)
      if (purged > 0) tell()
      return purged
    },
    verify: (signal) => verifyLedger(sql, { head: sent.head, between: sent.between, body: (seq) => sent.get(seq)?.body ?? null }, signal),
    newest: () => head.seq,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      listeners.clear()
      database.close()
      sent.close()
    },
  }
}

const failing = <Result>(work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'LEDGER_FAILED') throw error
    throw new AppError('LEDGER_FAILED', 'Freehold cannot write its record of what leaves, so nothing leaves.', {
      next: error instanceof AppError && error.next !== undefined ? error.next : 'Make room on the disk, see that the state folder can be written, and start Freehold again.',
      cause: error,
    })
  }
}
