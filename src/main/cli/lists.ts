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

/** Prints which models are here, which are in use, and where Freehold looks for them. */
export const modelsCommand = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const models = await client.models.list({}, { signal })
  if (json) {
    terminal.out(`${JSON.stringify(models, null, 2)}\n`)
    return 0
  }
  const inUse = new Set(Object.values(models.inUse))
  for (const { id, kind, sizeBytes, demo, fault } of models.found)
    terminal.out(`${inUse.has(id) ? '*' : ' '} ${kind.padEnd(9)}  ${id}  ${megabytes(sizeBytes)}${demo ? '  demo: a few hundred words, synthetic voices' : ''}${fault ? `  ${fault}` : ''}\n`)
  if (models.found.length === 0) terminal.out('No model is here yet.\n')
  terminal.out(`\nFreehold looks in:\n${models.folders.map((folder) => `  ${folder}\n`).join('')}`)
  const missing = models.offered.filter(({ id }) => !models.found.some((found) => found.id === id))
  if (missing.length > 0) terminal.out(`\nGood ones to put there:\n${missing.map(({ name, fileName, repository, sizeBytes, goodFor }) => `  ${name}, ${megabytes(sizeBytes)}: ${goodFor}\n    ${fileName} from ${repository} on Hugging Face\n`).join('')}`)
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

const megabytes = (bytes: number): string => (bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)
