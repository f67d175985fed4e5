import { basename } from 'node:path'
import type { VoiceMemo } from '../../core/ports/watch.ts'

/** Core Data counts seconds from 2001-01-01 UTC. */
const CORE_DATA_EPOCH_SECONDS = 978_307_200
const EARLIEST_MS = Date.UTC(2001, 0, 1)
const LATEST_MS = Date.UTC(2100, 0, 1)

/** The title moves between these from release to release, and from row to row. */
const TITLE_COLUMNS = ['ZENCRYPTEDTITLE', 'ZCUSTOMLABELFORSORTING', 'ZCUSTOMLABEL']
/** `2026-11-03T08:15:00Z` stands where nobody gave a title. */
const TIME_STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?/

type Row = Readonly<Record<string, unknown>>

/** One row of the database, whichever of the columns it has. */
export const rowToMemo = (row: Row, folders: ReadonlyMap<number, string>): VoiceMemo => ({
  fileName: fileName(row['ZPATH']),
  uniqueId: text(row['ZUNIQUEID']) ?? `row-${String(row['Z_PK'])}`,
  title: TITLE_COLUMNS.map((column) => text(row[column])).find((title) => title !== null && !TIME_STAMP.test(title)) ?? null,
  recordedAt: toIso(row['ZDATE']),
  durationSeconds: positive(row['ZDURATION']) ?? positive(row['ZLOCALDURATION']),
  folder: typeof row['ZFOLDER'] === 'number' ? (folders.get(row['ZFOLDER']) ?? null) : null,
  recentlyDeleted: typeof row['ZEVICTIONDATE'] === 'number' && row['ZEVICTIONDATE'] !== 0,
})

/** Older systems wrote whole paths; a name never leads out of the folder. */
const fileName = (path: unknown): string | null => {
  const name = basename(text(path) ?? '')
  return name === '' || name === '.' || name === '..' || name.includes('\0') ? null : name
}

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

const positive = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null)

const toIso = (value: unknown): string | null => {
  if (typeof value !== 'number') return null
  const ms = (value + CORE_DATA_EPOCH_SECONDS) * 1000
  return ms >= EARLIEST_MS && ms < LATEST_MS ? new Date(ms).toISOString() : null
}
