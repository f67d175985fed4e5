import type { Log } from '../../core/ports/index.ts'
import { SENT_MIGRATIONS } from './ledger-schema.ts'
import { openDatabase } from './open-database.ts'
import { createStatements } from './statements.ts'

/** What was sent, byte for byte, until it is purged; and the newest link of the chain, seen from outside it. */
export const openSent = (path: string, log: Log) => {
  const { database } = openDatabase(path, SENT_MIGRATIONS, log)
  // What is purged is overwritten, in the file as well.
  database.exec('PRAGMA secure_delete = ON; PRAGMA cache_size = -1000')
  const sql = createStatements(database)
  return {
    put: (seq: number, keptMs: number, body: Uint8Array): void => void sql.run('INSERT OR REPLACE INTO payloads (seq, kept_ms, body) VALUES (?, ?, ?)', seq, keptMs, body),
    drop: (seq: number): void => void sql.run('DELETE FROM payloads WHERE seq = ?', seq),
    between: (first: number, last: number): ReadonlySet<number> => new Set(sql.all('SELECT seq FROM payloads WHERE seq BETWEEN ? AND ?', first, last).map((row) => Number(row['seq']))),
    has: (seq: number): boolean => sql.get('SELECT 1 FROM payloads WHERE seq = ?', seq) !== null,
    get: (seq: number): { readonly body: Uint8Array; readonly keptSinceMs: number } | null => {
      const row = sql.get('SELECT body, kept_ms FROM payloads WHERE seq = ?', seq)
      return row === null ? null : { body: row['body'] as Uint8Array, keptSinceMs: Number(row['kept_ms']) }
    },
    purge: (beforeMs: number | null): number => {
      const { changes } = sql.run('DELETE FROM payloads WHERE kept_ms < ?', beforeMs ?? Number.MAX_SAFE_INTEGER)
      // Until then its pages stand in the write-ahead log.
      if (changes > 0) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return changes
    },
    setHead: (seq: number, hash: string): void => void sql.run('INSERT INTO head (one, seq, hash) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash', seq, hash),
    head: (): { readonly seq: number; readonly hash: string } | null => {
      const row = sql.get('SELECT seq, hash FROM head')
      return row === null ? null : { seq: Number(row['seq']), hash: String(row['hash']) }
    },
    close: (): void => database.close(),
  }
}
