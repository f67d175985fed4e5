import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Entry } from '../../core/ports/index.ts'
import type { Row } from './statements.ts'

interface Codec {
  readonly toColumn: (value: unknown) => SQLInputValue
  readonly fromColumn: (value: SQLOutputValue) => unknown
}

const plain: Codec = { toColumn: (value) => value as SQLInputValue, fromColumn: (value) => value }
const flag: Codec = { toColumn: (value) => (value === null ? null : Number(value)), fromColumn: (value) => (value === null ? null : value === 1) }
const json: Codec = {
  toColumn: (value) => (value === null ? null : JSON.stringify(value)),
  fromColumn: (value) => (typeof value === 'string' ? JSON.parse(value) : null),
}

const CODECS: Readonly<Record<keyof Entry, Codec>> = {
  entryId: plain,
  memoId: plain,
  sha256: plain,
  aliasOf: plain,
  path: plain,
  cloudId: plain,
  vaultAudio: plain,
  fileName: plain,
  source: plain,
  sizeBytes: plain,
  modifiedMs: plain,
  container: plain,
  title: plain,
  givenTitle: plain,
  line: plain,
  recordedAt: plain,
  durationSeconds: plain,
  voiceFolder: plain,
  device: plain,
  state: plain,
  waitsFor: plain,
  step: plain,
  crashes: plain,
  problem: json,
  damage: plain,
  speech: flag,
  doubtCount: plain,
  notePath: plain,
  noteSha256: plain,
  noteStale: flag,
  edited: flag,
  described: flag,
  undescribedBy: plain,
  summary: plain,
  actions: json,
  tags: json,
  picked: flag,
  askedModel: plain,
  askedLanguage: plain,
  urgent: flag,
}

const FIELDS = Object.keys(CODECS) as (keyof Entry)[]
const COLUMNS = new Map(FIELDS.map((field) => [field, field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]))
const columnOf = (field: keyof Entry): string => COLUMNS.get(field) ?? field

/** One row of `entries` as the core knows it. */
export const toEntry = (row: Row): Entry =>
  // The columns are exactly the fields, by the table above.
  Object.fromEntries(FIELDS.map((field) => [field, CODECS[field].fromColumn(row[columnOf(field)] ?? null)])) as unknown as Entry

/** Columns and values to write for the given fields, with those that follow from them. */
export const toColumns = (fields: Partial<Entry>): { readonly names: readonly string[]; readonly values: readonly SQLInputValue[] } => {
  const given = FIELDS.filter((field) => fields[field] !== undefined)
  const names = given.map(columnOf)
  const values = given.map((field) => CODECS[field].toColumn(fields[field]))
  if (fields.recordedAt !== undefined) {
    const milliseconds = Date.parse(fields.recordedAt)
    names.push('recorded_ms')
    values.push(Number.isFinite(milliseconds) ? milliseconds : 0)
  }
  return { names, values }
}

/** What a search looks into, without case or accents. */
export const searchText = (entry: Pick<Entry, 'title' | 'fileName'> & Partial<Pick<Entry, 'line' | 'summary'>>): string =>
  fold([entry.title, entry.line ?? '', entry.summary ?? '', entry.fileName].join('\n'))

/** Text without case or accents, so that `muller` finds `Müller`. */
export const fold = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
