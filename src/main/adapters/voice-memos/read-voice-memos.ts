import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ReadVoiceMemos, VoiceMemo } from '../../core/ports/watch.ts'
import { withDatabaseCopy } from './copy-database.ts'
import { rowToMemo } from './row-to-memo.ts'

const MAX_ROWS = 200_000

/** The databases of newer and older systems, in the order they are asked. */
const LAYOUTS = [
  { file: 'CloudRecordings.db', table: 'ZCLOUDRECORDING' },
  { file: 'Recents.sqlite', table: 'ZVOICE' },
] as const

const COLUMNS = ['Z_PK', 'ZPATH', 'ZUNIQUEID', 'ZDATE', 'ZDURATION', 'ZLOCALDURATION', 'ZFOLDER', 'ZEVICTIONDATE', 'ZENCRYPTEDTITLE', 'ZCUSTOMLABELFORSORTING', 'ZCUSTOMLABEL']
const FOLDER_NAMES = ['ZENCRYPTEDNAME', 'ZNAME']

/** Reads what the Voice Memos database says, from a copy in `tempFolder`; nothing is written in the library. */
export const createReadVoiceMemos = ({ tempFolder }: { readonly tempFolder: string }): ReadVoiceMemos => async (folder) => {
  for (const { file, table } of LAYOUTS) {
    const memos = await withDatabaseCopy(join(folder, file), tempFolder, (copy) => readTable(copy, table)).catch(() => null)
    if (memos !== null) return { readable: true, memos }
  }
  return { readable: false, memos: [] }
}

const readTable = (path: string, table: string): readonly VoiceMemo[] | null => {
  // Not opened read-only: then SQLite would not fold in the log of the copy.
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: 1000 })
  try {
    database.exec('PRAGMA trusted_schema = OFF')
    // A view of the same name could run anything.
    if (database.prepare('SELECT 1 FROM sqlite_master WHERE type = ? AND name = ?').get('table', table) === undefined) return null
    const columns = presentColumns(database, table, COLUMNS)
    if (!columns.includes('ZPATH')) return null
    const folders = folderNames(database)
    const rows = database.prepare(`SELECT ${columns.join(', ')} FROM ${table} LIMIT ${MAX_ROWS}`).all()
    return rows.map((row) => rowToMemo(row, folders))
  } finally {
    database.close()
  }
}

/** Columns come and go between releases. */
const presentColumns = (database: DatabaseSync, table: string, wanted: readonly string[]): readonly string[] => {
  const present = new Set(database.prepare(`PRAGMA table_info(${table})`).all().map((column) => column.name))
  return wanted.filter((name) => present.has(name))
}

const folderNames = (database: DatabaseSync): ReadonlyMap<number, string> => {
  const name = presentColumns(database, 'ZFOLDER', FOLDER_NAMES)[0]
  if (name === undefined) return new Map()
  const rows = database.prepare(`SELECT Z_PK AS id, ${name} AS name FROM ZFOLDER LIMIT 10000`).all()
  return new Map(rows.flatMap(({ id, name: text }) => (typeof id === 'number' && typeof text === 'string' && text.trim() !== '' ? [[id, text.trim()]] : [])))
}
