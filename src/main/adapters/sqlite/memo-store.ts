import type { Log, MemoStore } from '../../core/ports/index.ts'
import { createChatJournal } from './chat-journal.ts'
import { createEntries } from './entries.ts'
import { createFindings } from './findings.ts'
import { createNoteIndex } from './note-index.ts'
import { openDatabase } from './open-database.ts'
import { MIGRATIONS } from './schema.ts'
import { createStatements } from './statements.ts'

const REVISIONS_A_RUN = 2 ** 32

/** Opens the memo store in the file at `path`, which is made when it is missing. */
export const createSqliteMemoStore = (path: string, log: Log): MemoStore => {
  const { database, isNew } = openDatabase(path, MIGRATIONS, log)
  const sql = createStatements(database)
  const findings = createFindings(sql)

  // Revisions must rise over restarts as well, without a write for each: every run has a range of its own.
  const run = Number(findings.fact('run') ?? 0) + 1
  findings.setFact('run', String(run))

  return {
    isNew,
    together: sql.together,
    durably: sql.durably,
    ...createEntries(sql, run * REVISIONS_A_RUN),
    ...findings,
    noteIndex: (vaultPath) => createNoteIndex(sql, findings, log, vaultPath),
    chatJournal: createChatJournal(sql, log),
    close: () => database.close(),
  }
}
