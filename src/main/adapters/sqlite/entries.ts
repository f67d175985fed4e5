import type { Entry, EntryChange, EntryPatch, MemoStore, NewEntry, WorkKind } from '../../core/ports/index.ts'
import type { MemoState, WaitReason } from '../../../contract/memos.ts'
import { fold, searchText, toColumns, toEntry } from './entry-rows.ts'
import type { Row, Statements } from './statements.ts'

export type Entries = Pick<
  MemoStore,
  | 'revision' | 'touch' | 'onChange' | 'insert' | 'update' | 'remove' | 'get' | 'byMemo' | 'byPath' | 'byCloudId' | 'byVaultAudio'
  | 'isFiledAt' | 'withoutRecording' | 'aliasesOf' | 'under' | 'countUnder' | 'waitingFor' | 'list' | 'counts' | 'next' | 'recover' | 'release' | 'describeAgain'
>

// What the person just asked for comes first, then the newest recording.
const ORDER = "ORDER BY urgent DESC, source IN ('drop', 'sample', 'command') DESC, recorded_ms DESC, entry_id"
const NEXT: Readonly<Record<WorkKind, string>> = {
  identify: `state = 'waiting' AND waits_for = 'turn' AND memo_id IS NULL`,
  write: `state = 'waiting' AND waits_for = 'turn' AND memo_id IS NOT NULL`,
  describe: `state = 'filed' AND described = 0 AND speech = 1 AND edited = 0 AND note_path IS NOT NULL`,
  refresh: `note_stale = 1 AND edited = 0 AND note_path IS NOT NULL AND state != 'working'`,
}

const rowIdOf = (entry: Entry): string => entry.memoId ?? `file-${entry.entryId}`
const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

/** The table of entries: queue and list in one. `firstRevision` is above every revision of earlier runs. */
export const createEntries = (sql: Statements, firstRevision: number): Entries => {
  const listeners = new Set<(change: EntryChange) => void>()
  let revision = firstRevision

  const tell = (change: EntryChange): void =>
    sql.afterwards(() => {
      revision += 1
      for (const listener of listeners) listener(change)
    })

  const one = (where: string, value: string | number): Entry | null => {
    const row = sql.get(`SELECT * FROM entries WHERE ${where} = ?`, value)
    return row && toEntry(row)
  }
  const many = (rest: string, ...values: (string | number)[]): readonly Entry[] => sql.all(`SELECT * FROM entries ${rest}`, ...values).map(toEntry)

  const insertOne = (entry: NewEntry): Entry => {
    const { names, values } = toColumns(entry)
    const { lastId } = sql.run(
      `INSERT INTO entries (${names.join(', ')}, search) VALUES (${names.map(() => '?').join(', ')}, ?)`,
      ...values,
      searchText(entry),
    )
    const inserted = one('entry_id', lastId)
    if (!inserted) throw new Error('an entry vanished while it was inserted')
    tell({ entryId: lastId, formerRowId: null, entry: inserted })
    return inserted
  }

  const updateOne = (entryId: number, patch: EntryPatch): Entry => {
    const before = one('entry_id', entryId)
    if (!before) throw new Error(`no entry ${entryId}`)
    const { names, values } = toColumns(patch)
    if (names.length === 0) return before
    sql.run(
      `UPDATE entries SET ${names.map((name) => `${name} = ?`).join(', ')}, search = ? WHERE entry_id = ?`,
      ...values,
      searchText({ ...before, ...patch }),
      entryId,
    )
    const after = one('entry_id', entryId)
    if (!after) throw new Error(`no entry ${entryId}`)
    tell({ entryId, formerRowId: rowIdOf(before) === rowIdOf(after) ? null : rowIdOf(before), entry: after })
    return after
  }

  return {
    revision: () => revision,
    touch: () => ++revision,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    insert: (entries) => sql.together(() => entries.map(insertOne)),
    update: (entryId, patch) => sql.together(() => updateOne(entryId, patch)),
    remove: (entryId) =>
      sql.together(() => {
        const before = one('entry_id', entryId)
        if (!before) return
        sql.run('DELETE FROM entries WHERE entry_id = ?', entryId)
        tell({ entryId, formerRowId: rowIdOf(before), entry: null })
      }),
    get: (entryId) => one('entry_id', entryId),
    byMemo: (memoId) => one('memo_id', memoId),
    isFiledAt: (memoId, notePath) => sql.get('SELECT 1 AS filed FROM entries WHERE memo_id = ? AND note_path = ?', memoId, notePath) !== null,
    byPath: (path) => one('path', path),
    byCloudId: (cloudId) => one('cloud_id', cloudId),
    byVaultAudio: (path) => one('vault_audio', path),
    aliasesOf: (memoId) => many('WHERE alias_of = ? ORDER BY entry_id', memoId),
    // A range, so that the index on path is used: '0' follows '/'.
    under: (folder) => many('WHERE path > ? AND path < ? ORDER BY path', `${folder}/`, `${folder}0`),
    countUnder: (folder) => {
      const row = sql.get("SELECT count(*) AS n, total(waits_for IS 'download') AS away FROM entries WHERE path > ? AND path < ?", `${folder}/`, `${folder}0`)
      const inCloud = Number(row?.['away'] ?? 0)
      return { here: Number(row?.['n'] ?? 0) - inCloud, inCloud }
    },
    waitingFor: (reason) => many("WHERE state = 'waiting' AND waits_for = ? ORDER BY entry_id", reason),
    withoutRecording: (afterId, limit) =>
      many('WHERE entry_id > ? AND path IS NULL AND vault_audio IS NULL AND memo_id IS NOT NULL AND sha256 IS NOT NULL AND note_path IS NOT NULL ORDER BY entry_id LIMIT ?', afterId, limit),
    list: ({ cursor, limit, text }) => {
      const [time, id] = cursor === null ? [Number.MAX_VALUE, Number.MAX_SAFE_INTEGER] : parseCursor(cursor)
      const rows = sql.all(
        `SELECT * FROM entries WHERE (recorded_ms, entry_id) < (?, ?) AND search LIKE ? ESCAPE '\\' ORDER BY recorded_ms DESC, entry_id DESC LIMIT ?`,
        time,
        id,
        text === null ? '%' : `%${escapeLike(fold(text))}%`,
        limit + 1,
      )
      const shown = rows.slice(0, limit)
      return { entries: shown.map(toEntry), nextCursor: rows.length > limit ? cursorOf(shown.at(-1)) : null }
    },
    counts: () =>
      sql.all('SELECT state, waits_for, count(*) AS n FROM entries GROUP BY state, waits_for').map((row) => ({
        state: row['state'] as MemoState,
        waitsFor: row['waits_for'] as WaitReason | null,
        count: Number(row['n']),
      })),
    next: (kind, except) =>
      many(`WHERE ${NEXT[kind]} AND entry_id NOT IN (SELECT value FROM json_each(?)) ${ORDER} LIMIT 1`, JSON.stringify([...except]))[0] ?? null,
    recover: () => sql.run("UPDATE entries SET state = 'waiting', waits_for = 'turn' WHERE state = 'working'").changes,
    release: (reason) =>
      sql.together(() => {
        const waiting = many("WHERE state = 'waiting' AND waits_for = ?", reason)
        for (const entry of waiting) updateOne(entry.entryId, { waitsFor: 'turn', problem: null })
        return waiting.length
      }),
    describeAgain: (modelPath) =>
      sql.run('UPDATE entries SET described = 0, undescribed_by = NULL WHERE undescribed_by IS NOT NULL AND undescribed_by != ?', modelPath).changes,
  }
}

const cursorOf = (row: Row | undefined): string | null => (row ? `${String(row['recorded_ms'])}/${String(row['entry_id'])}` : null)

const parseCursor = (cursor: string): readonly [number, number] => {
  const [time, id] = cursor.split('/').map(Number)
  return [Number.isFinite(time) ? (time ?? 0) : 0, Number.isFinite(id) ? (id ?? 0) : 0]
}
