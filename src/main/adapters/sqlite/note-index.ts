import { z } from 'zod'
import { MemoIdSchema } from '../../../contract/memos.ts'
import type { IndexedNote, Log, NoteIndex } from '../../core/ports/index.ts'
import type { Findings } from './findings.ts'
import type { Row, Statements } from './statements.ts'

const OF = 'notes.of'
/** Rises when more, or something else, is read from a note: what was remembered before is then read again. */
const READ_AS = 1

const Tags = z.array(z.string())

/** What was read of the notes in one vault; that of another vault is forgotten. */
export const createNoteIndex = (sql: Statements, { fact, setFact }: Pick<Findings, 'fact' | 'setFact'>, log: Pick<Log, 'warn'>, vaultPath: string): NoteIndex => {
  // A full disk costs the next start a few seconds, and nobody the note that is being read.
  const trying = (work: () => void): void => {
    try {
      sql.together(work)
    } catch (error) {
      log.warn('notes.not-indexed', { reason: error instanceof Error ? error.name : 'unknown' })
    }
  }
  const remove = (path: string): void => void sql.run('DELETE FROM notes WHERE path = ?', path)

  const of = `${READ_AS} ${vaultPath}`
  if (fact(OF) !== of)
    sql.together(() => {
      sql.run('DELETE FROM notes')
      setFact(OF, of)
    })

  return {
    isAt: (path, stamp) => sql.get('SELECT 1 AS known FROM notes WHERE path = ? AND stamp = ?', path, stamp) !== null,
    at: (path) => {
      const row = sql.get('SELECT * FROM notes WHERE path = ?', path)
      return row && toNote(row)
    },
    // Of two notes with one id, the one that was read last.
    pathOf: (memoId) => {
      const row = sql.get('SELECT path FROM notes WHERE memo_id = ? ORDER BY rowid DESC LIMIT 1', memoId)
      return row ? String(row['path']) : null
    },
    save: (notes) =>
      trying(() => {
        for (const { path, stamp, memoId, audio, tags } of notes) sql.run('INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?)', path, stamp, memoId, audio, JSON.stringify(tags))
      }),
    remove: (path) => trying(() => remove(path)),
    keep: (paths) =>
      trying(() => {
        for (const { path } of sql.all('SELECT path FROM notes')) if (!paths.has(String(path))) remove(String(path))
      }),
    tagCounts: () => sql.all('SELECT value, count(*) AS n FROM notes, json_each(notes.tags) GROUP BY value').map((row) => [String(row['value']), Number(row['n'])]),
  }
}

const toNote = (row: Row): IndexedNote => ({
  path: String(row['path']),
  stamp: textOf(row['stamp']),
  memoId: row['memo_id'] === null ? null : MemoIdSchema.parse(row['memo_id']),
  audio: textOf(row['audio']),
  tags: Tags.parse(JSON.parse(String(row['tags']))),
})

const textOf = (value: Row[string] | undefined): string | null => (typeof value === 'string' ? value : null)
