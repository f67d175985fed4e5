import type { Mention } from '../../../contract/attachments.ts'
import type { AttachDeps } from './deps.ts'
import { titleOf } from './content.ts'

const FRESH_MS = 5_000
// The list also finds words in summaries; those of a title are wanted.
const LOOKED_AT = 200
const OURS = /^(?:Chats|Prompts)\//

export interface Mentions {
  find(text: string, limit: number, signal: AbortSignal): Promise<readonly Mention[]>
}

/** Finds memos and notes by their title: beginnings first, then the newest. The vault is looked at in passing, not at each letter. */
export const createMentions = ({ vault, listMemos, noteIndex, clock }: Pick<AttachDeps, 'vault' | 'listMemos' | 'noteIndex' | 'clock'>): Mentions => {
  let paths: readonly string[] = []
  let lookedMs = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null

  const look = async (signal: AbortSignal): Promise<void> => {
    const found: string[] = []
    // None is read: its path says its title.
    for await (const { path } of vault.scan(signal, () => true)) if (!OURS.test(path)) found.push(path)
    paths = found
    lookedMs = clock.monotonic()
  }
  const refresh = (signal: AbortSignal): Promise<void> => {
    looking ??= look(signal)
      .catch(() => undefined)
      .finally(() => (looking = null))
    return looking
  }

  const memosFor = (needle: string): readonly Mention[] =>
    listMemos({ cursor: null, limit: LOOKED_AT, text: needle === '' ? null : needle }).entries.flatMap(({ memoId, notePath, title, recordedAt }) =>
      memoId === null || notePath === null || !fold(title).includes(needle) ? [] : [{ kind: 'memo' as const, title, path: notePath, memoId, at: recordedAt }],
    )
  const notesFor = (needle: string): readonly Mention[] =>
    paths
      .filter((path) => fold(titleOf(path)).includes(needle) && (noteIndex.at(path)?.memoId ?? null) === null)
      .map((path) => ({ kind: 'note' as const, title: titleOf(path), path, memoId: null, at: /(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)/.exec(titleOf(path))?.[1] ?? null }))

  return {
    find: async (text, limit, signal) => {
      const isStale = clock.monotonic() - lookedMs > FRESH_MS
      // The first time there is nothing to offer yet; later what was known a moment ago will do.
      if (isStale && lookedMs === Number.NEGATIVE_INFINITY) await refresh(signal)
      else if (isStale) void refresh(signal)
      const needle = fold(text.trim())
      return [...memosFor(needle), ...notesFor(needle)].toSorted((a, b) => rank(a, needle) - rank(b, needle) || newest(a, b)).slice(0, limit)
    },
  }
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

const rank = ({ title }: Mention, needle: string): number => {
  const folded = fold(title)
  if (folded.startsWith(needle)) return 0
  return folded.includes(` ${needle}`) ? 1 : 2
}

const newest = (a: Mention, b: Mention): number => {
  if (a.at === b.at) return a.title < b.title ? -1 : 1
  return a.at === null ? 1 : b.at === null ? -1 : a.at > b.at ? -1 : 1
}
