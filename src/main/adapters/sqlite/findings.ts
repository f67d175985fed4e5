import { z } from 'zod'
import type { MemoStore, TranscribedWindow, VersionRow } from '../../core/ports/index.ts'
import { SegmentSchema, TranscriptVersionSchema } from '../../../contract/memos.ts'
import type { Row, Statements } from './statements.ts'

export type Findings = Pick<
  MemoStore,
  | 'work' | 'saveWork' | 'dropWork' | 'windows' | 'saveWindow' | 'versions' | 'addVersion' | 'dropVersion' | 'showVersion' | 'waveform' | 'saveWaveform'
  | 'isOther' | 'rememberOther' | 'forgetOther' | 'countOthers' | 'fact' | 'setFact'
>

const Spans = z.array(z.object({ startSeconds: z.number(), endSeconds: z.number() }))
const WindowResult = z.object({ segments: z.array(SegmentSchema), language: z.string(), engine: z.string() })
const Version = TranscriptVersionSchema.omit({ shown: true }).extend({ durationSeconds: z.number(), speechSeconds: z.number() })
const Levels = z.array(z.number())

/** What was found out about memos: spans, windows, versions, waveforms; and the small facts the work goes by. */
export const createFindings = (sql: Statements): Findings => ({
  work: (memoId) => {
    const row = sql.get('SELECT * FROM work WHERE memo_id = ?', memoId)
    return (
      row && {
        sampleCount: Number(row['sample_count']),
        damagedAfterSeconds: row['damaged_after_seconds'] === null ? null : Number(row['damaged_after_seconds']),
        spans: Spans.parse(JSON.parse(String(row['spans']))),
        model: String(row['model']),
        language: String(row['language']),
      }
    )
  },
  saveWork: (memoId, work) =>
    sql.together(() => {
      const before = sql.get('SELECT model, language, spans FROM work WHERE memo_id = ?', memoId)
      const spans = JSON.stringify(work.spans)
      const same = before && before['model'] === work.model && before['language'] === work.language && before['spans'] === spans
      // Below 0 lie the words that came with the recording.
      if (!same) sql.run('DELETE FROM windows WHERE memo_id = ? AND window_index >= 0', memoId)
      sql.run('INSERT OR REPLACE INTO work VALUES (?, ?, ?, ?, ?, ?)', memoId, work.sampleCount, work.damagedAfterSeconds, spans, work.model, work.language)
    }),
  dropWork: (memoId) =>
    sql.together(() => {
      sql.run('DELETE FROM work WHERE memo_id = ?', memoId)
      sql.run('DELETE FROM windows WHERE memo_id = ?', memoId)
    }),
  windows: (memoId) =>
    new Map(
      sql
        .all('SELECT window_index, result FROM windows WHERE memo_id = ? ORDER BY window_index', memoId)
        // zod writes `key?: T | undefined` where the type has `key?: T`; JSON holds no undefined.
        .map((row) => [Number(row['window_index']), WindowResult.parse(JSON.parse(String(row['result']))) as TranscribedWindow]),
    ),
  saveWindow: (memoId, index, window) => {
    sql.run('INSERT OR REPLACE INTO windows VALUES (?, ?, ?)', memoId, index, JSON.stringify(window))
  },
  versions: (memoId) => sql.all('SELECT version, shown FROM versions WHERE memo_id = ? ORDER BY CAST(version_id AS INTEGER)', memoId).map(toVersion),
  addVersion: (memoId, version) => {
    sql.run('INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?)', memoId, version.versionId, JSON.stringify(version), Number(version.shown))
    if (version.shown) sql.run('UPDATE versions SET shown = 0 WHERE memo_id = ? AND version_id != ?', memoId, version.versionId)
  },
  dropVersion: (memoId, versionId) => {
    sql.run('DELETE FROM versions WHERE memo_id = ? AND version_id = ?', memoId, versionId)
  },
  showVersion: (memoId, versionId) => {
    sql.run('UPDATE versions SET shown = (version_id = ?) WHERE memo_id = ?', versionId, memoId)
  },
  waveform: (memoId) => {
    const row = sql.get('SELECT levels FROM waveforms WHERE memo_id = ?', memoId)
    return row ? Levels.parse(JSON.parse(String(row['levels']))) : []
  },
  saveWaveform: (memoId, waveform) => {
    sql.run('INSERT OR REPLACE INTO waveforms VALUES (?, ?)', memoId, JSON.stringify(waveform.map((level) => Math.round(level * 1000) / 1000)))
  },
  isOther: (path, sizeBytes, modifiedMs) =>
    sql.get('SELECT 1 AS known FROM others WHERE path = ? AND size_bytes = ? AND modified_ms = ?', path, sizeBytes, modifiedMs) !== null,
  rememberOther: (path, sizeBytes, modifiedMs) => {
    sql.run('INSERT OR REPLACE INTO others VALUES (?, ?, ?)', path, sizeBytes, modifiedMs)
  },
  forgetOther: (path) => {
    sql.run('DELETE FROM others WHERE path = ?', path)
  },
  countOthers: () => Number(sql.get('SELECT count(*) AS n FROM others')?.['n'] ?? 0),
  fact: (name) => {
    const row = sql.get('SELECT value FROM facts WHERE name = ?', name)
    return row ? String(row['value']) : null
  },
  setFact: (name, value) => {
    sql.run('INSERT OR REPLACE INTO facts VALUES (?, ?)', name, value)
  },
})

const toVersion = (row: Row): VersionRow => ({ ...Version.parse(JSON.parse(String(row['version']))), shown: row['shown'] === 1 })
