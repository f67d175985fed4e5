import type { LedgerRow } from '../../../contract/ledger.ts'

const COLUMNS = [
  'seq', 'at', 'feature', 'purpose', 'destination', 'host', 'address', 'zone', 'provider', 'model', 'why', 'rule', 'permitId', 'hiddenCount', 'method', 'url',
  'bytesOut', 'bytesIn', 'bodySha256', 'durationMs', 'outcome', 'status', 'tokensIn', 'tokensOut', 'priceUsd',
] as const satisfies readonly (keyof LedgerRow)[]

/** One JSON object a line. */
export const toJsonLines = (rows: readonly LedgerRow[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** RFC 4180, with labels as their origins. A cell that a spreadsheet would take for a formula is quoted with a leading '. */
export const toCsv = (rows: readonly LedgerRow[], heading: boolean): string => {
  const lines = rows.map((row) => [...COLUMNS.map((column) => cell(row[column])), cell(row.labels.sources.map(({ origin }) => origin).join(' '))].join(','))
  return [...(heading ? [[...COLUMNS, 'origins'].join(',')] : []), ...lines].map((line) => `${line}\r\n`).join('')
}

const cell = (value: string | number | null): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
