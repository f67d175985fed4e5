import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LedgerVerdict } from '../../../contract/ledger.ts'
import { GENESIS, KIND_COLUMNS, linkHash, textOfRow } from './ledger-chain.ts'
import type { Row, Statements } from './statements.ts'

const AT_ONCE = 2_000

interface Sent {
  readonly head: () => { readonly seq: number; readonly hash: string } | null
  /** The records of a stretch of which something is kept. */
  readonly between: (first: number, last: number) => ReadonlySet<number>
  readonly body: (seq: number) => Uint8Array | null
}

/** Walks the chain from its first link; says the first place where it does not hold. */
export const verifyLedger = async (sql: Statements, sent: Sent, signal: AbortSignal): Promise<LedgerVerdict> => {
  // What is written while it walks is for the next time.
  const last = Number(sql.get('SELECT max(seq) AS last FROM links')?.['last'] ?? 0)
  const anchor = sent.head()
  let hash = GENESIS
  let seq = 0
  const fault = (at: number, words: string): LedgerVerdict => ({ ok: false, rows: seq, fault: { seq: at, words }, head: hash })

  while (seq < last) {
    signal.throwIfAborted()
    const rows = sql.all(
      `SELECT l.*, ${KIND_COLUMNS.map((column) => `k.${column}`).join(', ')}, a.end_seq AS listed_end, a.ended AS listed_outcome
       FROM links l LEFT JOIN kinds k ON k.kind_id = l.kind_id LEFT JOIN links a ON a.seq = l.of_seq AND a.of_seq IS NULL
       WHERE l.seq > ? AND l.seq <= ? ORDER BY l.seq LIMIT ?`,
      seq,
      last,
      AT_ONCE,
    )
    if (rows.length === 0) return fault(seq + 1, `Record ${seq + 1} and all after it up to ${last} are missing.`)
    const kept = sent.between(Number(rows[0]?.['seq']), Number(rows.at(-1)?.['seq']))
    for (const row of rows) {
      const at = Number(row['seq'])
      if (at !== seq + 1) return fault(seq + 1, at === seq + 2 ? `Record ${seq + 1} is missing.` : `Records ${seq + 1} to ${at - 1} are missing.`)
      const expected = linkHash(hash, textOfRow(row))
      if (expected !== row['hash']) return fault(at, `Record ${at} was changed after it was written.`)
      const wrong = listFault(row) ?? (kept.has(at) ? sentFault(row, sent.body(at)) : null)
      if (wrong !== null) return fault(at, wrong)
      if (anchor?.seq === at && anchor.hash !== expected) return fault(at, `Record ${at} is not the one that was written: the chain was made anew.`)
      hash = expected
      seq = at
    }
    await nextTurn()
  }
  if (anchor !== null && anchor.seq > last) return fault(last + 1, last + 1 === anchor.seq ? `Record ${anchor.seq}, the newest, is missing.` : `Records ${last + 1} to ${anchor.seq}, the newest, are missing.`)
  return { ok: true, rows: seq, fault: null, head: hash }
}

// What the lists read besides the chain must say the same.
const listFault = (row: Row): string | null => {
  const isListedSo = row['of_seq'] === null ? row['end_seq'] !== null || row['ended'] === row['outcome'] : row['listed_end'] === row['seq'] && row['listed_outcome'] === row['outcome']
  return isListedSo ? null : `How record ${row['of_seq'] ?? row['seq']} is listed to have ended was changed after it was written.`
}

const sentFault = (row: Row, body: Uint8Array | null): string | null =>
  body === null || row['body_sha256'] === null || createHash('sha256').update(body).digest('hex') === row['body_sha256'] ? null : `What record ${row['seq']} keeps as sent was changed after it was written.`
