import type { MemoChanges, MemoId, MemoLive, Segment } from '../../../contract/memos.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { Context } from './context.ts'
import { memoOf } from './control.ts'
import { mapStream } from './map-stream.ts'
import { rowIdOf, toCounts, toRow } from './row.ts'

const INTERVAL_MS = 100
// More than a page shows at once; reading the list again is then cheaper.
const ROWS_A_MESSAGE = 300

interface Pending {
  /** Null when more changed than a message may hold. */
  readonly entryIds: ReadonlySet<number> | null
  readonly removed: ReadonlySet<string>
}

/** What changes in the list, at most ten times a second, the newest row of each memo only. */
export const memoChanges = (context: Context, signal: AbortSignal): AsyncGenerator<MemoChanges, undefined, void> => {
  const { store, board, clock } = context
  const pending = coalesce<Pending>({
    subscribe: ({ push }) => {
      const stops = [
        store.onChange(({ entryId, formerRowId, entry }) => push({ entryIds: new Set(entry ? [entryId] : []), removed: new Set(formerRowId === null ? [] : [formerRowId]) })),
        board.onReport((entryId) => push({ entryIds: new Set([entryId]), removed: new Set() })),
        context.onPauseChange(() => push({ entryIds: null, removed: new Set() })),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    merge: join,
    intervalMs: INTERVAL_MS,
    clock,
    signal,
  })
  return mapStream(pending, ({ entryIds, removed }) => toMessage(context, entryIds, removed))
}

const join = (older: Pending, newer: Pending): Pending => {
  if (older.entryIds === null || newer.entryIds === null) return { entryIds: null, removed: new Set() }
  const entryIds = new Set([...older.entryIds, ...newer.entryIds])
  const removed = new Set([...older.removed, ...newer.removed])
  return entryIds.size + removed.size > ROWS_A_MESSAGE ? { entryIds: null, removed: new Set() } : { entryIds, removed }
}

const toMessage = ({ store, board, isPaused }: Context, entryIds: ReadonlySet<number> | null, removed: ReadonlySet<string>): MemoChanges => {
  const entries = [...(entryIds ?? [])].map((entryId) => store.get(entryId)).filter((entry) => entry !== null)
  const there = new Set(entries.map(rowIdOf))
  return {
    revision: store.touch(),
    upserts: entries.map((entry) => toRow(entry, board.get(entry.entryId), isPaused())),
    removed: [...removed].filter((rowId) => !there.has(rowId)),
    counts: toCounts(store.counts(), isPaused()),
    reload: entryIds === null,
  }
}

/** Progress and words of one memo as they come, the words so far first; ends when it is no longer in work or waiting. */
export const memoLive = (context: Context, memoId: MemoId, signal: AbortSignal): AsyncGenerator<MemoLive, undefined, void> => {
  const { store, board, clock } = context
  const { entryId } = memoOf(context, memoId)
  const pending = coalesce<readonly Segment[]>({
    subscribe: ({ push, end }) => {
      const stops = [
        board.onReport((reported) => reported === entryId && push([])),
        board.onSegments((reported, segments) => reported === entryId && push(segments)),
        store.onChange((change) => {
          if (change.entryId !== entryId) return
          push([])
          if (!isUnderWay(change.entry?.state)) end()
        }),
      ]
      push(board.get(entryId)?.segments.slice() ?? [])
      if (!isUnderWay(store.get(entryId)?.state)) end()
      return () => {
        for (const stop of stops) stop()
      }
    },
    merge: (older, newer) => (newer.length === 0 ? older : [...older, ...newer]),
    intervalMs: INTERVAL_MS,
    clock,
    signal,
  })
  return mapStream(pending, (newSegments) => {
    const entry = store.get(entryId)
    return entry && { row: toRow(entry, board.get(entryId), context.isPaused()), newSegments: [...newSegments] }
  })
}

const isUnderWay = (state: string | undefined): boolean => state === 'waiting' || state === 'working'
