import type { LedgerFilter } from '../../../contract/ledger.ts'
import type { PrivacyApi } from './privacy-api.ts'

/** Reads the whole export, page by page, as the parts of one file. */
export const readExport = async (api: PrivacyApi['ledger'], filter: LedgerFilter, format: 'jsonl' | 'csv', signal: AbortSignal): Promise<readonly string[]> => {
  const parts: string[] = []
  let before: number | undefined
  do {
    const page = await api.export({ ...filter, format, ...(before !== undefined && { before }) }, { signal })
    parts.push(page.text)
    before = page.next ?? undefined
  } while (before !== undefined)
  return parts
}

/** `Freehold records 2026-11-22.csv` */
export const exportName = (format: 'jsonl' | 'csv', now: Date): string => {
  const two = (count: number): string => String(count).padStart(2, '0')
  return `Freehold records ${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.${format}`
}
