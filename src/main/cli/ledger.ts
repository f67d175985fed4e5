import type { LedgerFilter, LedgerRow } from '../../contract/ledger.ts'
import type { HostClient, Terminal } from './client.ts'

const OUTCOME_WORDS = { open: 'under way', sent: 'sent', failed: 'failed', aborted: 'broken off', kept: 'kept here', blocked: 'blocked' } as const

/** Prints the newest records: what left, what was kept here, what tried to. */
export const ledgerCommand = async (client: HostClient, options: LedgerFilter & { readonly json: boolean; readonly limit: number }, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { json, limit, ...filter } = options
  const rows: LedgerRow[] = []
  let before: number | undefined
  do {
    const page = await client.ledger.list({ ...filter, limit: Math.min(500, limit - rows.length), ...(before === undefined ? {} : { before }) }, { signal })
    rows.push(...page.rows)
    before = page.next ?? undefined
  } while (before !== undefined && rows.length < limit)
  if (json) terminal.out(`${JSON.stringify(rows, null, 2)}\n`)
  else if (rows.length === 0) terminal.out('Nothing has left this computer, and nothing tried to.\n')
  else for (const row of rows) terminal.out(`${lineOf(row)}\n`)
  return 0
}

/** Checks the whole chain; 1 when a record was changed or is missing. */
export const verifyCommand = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const verdict = await client.ledger.verify({}, { signal })
  if (json) terminal.out(`${JSON.stringify(verdict, null, 2)}\n`)
  else if (verdict.fault === null) terminal.out(`✓ ${verdict.rows.toLocaleString('en')} links, none changed, none missing.\n  Newest: ${verdict.head}\n`)
  else terminal.out(`✗ ${verdict.fault.words}\n`)
  return verdict.ok ? 0 : 1
}

/** Prints all records that fit, newest first, as JSON lines or CSV. */
export const exportCommand = async (client: HostClient, options: LedgerFilter & { readonly format: 'jsonl' | 'csv' }, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  let before: number | undefined
  do {
    const page = await client.ledger.export({ ...options, ...(before === undefined ? {} : { before }) }, { signal })
    terminal.out(page.text)
    before = page.next ?? undefined
  } while (before !== undefined)
  return 0
}

/** Forgets what was sent; the records of it stay. */
export const purgeCommand = async (client: HostClient, before: string | undefined, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { purged } = await client.ledger.purge(before === undefined ? {} : { before }, { signal })
  terminal.out(`${purged.toLocaleString('en')} sent texts were forgotten. The records of them stay.\n`)
  return 0
}

const lineOf = ({ at, zone, destination, model, outcome, bytesOut, why, hiddenCount, priceUsd }: LedgerRow): string => {
  const time = new Date(at).toLocaleString('sv-SE').slice(0, 16)
  const size = outcome === 'kept' || outcome === 'blocked' ? '–' : sizeOf(bytesOut)
  const hidden = hiddenCount === 0 ? '' : ` ${hiddenCount} ${hiddenCount === 1 ? 'detail' : 'details'} hidden.`
  return `${time}  ${zone.padEnd(7)}  ${OUTCOME_WORDS[outcome].padEnd(10)}  ${size.padStart(8)}  ${destination}${model === null ? '' : ` · ${model}`}${priceUsd === null ? '' : ` · $${priceUsd.toFixed(4)}`}\n    ${why}${hidden}`
}

const sizeOf = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`)
