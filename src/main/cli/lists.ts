import type { MemoCounts, MemoRow } from '../../contract/memos.ts'
import type { HostClient, Terminal } from './client.ts'

/** Prints the state of every known file, newest first. */
export const memosCommand = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const rows: MemoRow[] = []
  let counts: MemoCounts
  let cursor: string | undefined
  do {
    const page = await client.memos.list({ limit: 1000, ...(cursor ? { cursor } : {}) }, { signal })
    rows.push(...page.rows)
    counts = page.counts
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  if (json) terminal.out(`${JSON.stringify({ counts, rows }, null, 2)}\n`)
  else {
    for (const row of rows) terminal.out(`${row.recordedAt.slice(0, 16).replace('T', ' ')}  ${row.state.padEnd(9)}  ${row.title}${row.line ? ` · ${row.line}` : ''}\n`)
    terminal.out(`${counts.total} recordings: ${counts.filed} filed, ${counts.working} in work, ${counts.waiting} waiting, ${counts.needYou} need you, ${counts.skipped} skipped, ${counts.cancelled} cancelled${counts.paused ? '; paused' : ''}\n`)
  }
  return 0
}

/** Prints what works on this machine and what does not, with the next step; 1 when something is broken. */
export const doctorCommand = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { checks } = await client.system.doctor({}, { signal })
  if (json) terminal.out(`${JSON.stringify({ checks }, null, 2)}\n`)
  else
    for (const { state, title, detail, next } of checks)
      terminal.out(`${{ ok: '✓', wait: '○', fail: '✗' }[state]} ${title}: ${detail}${next && state !== 'ok' ? `\n    ${next}` : ''}\n`)
  return checks.some(({ state }) => state === 'fail') ? 1 : 0
}
