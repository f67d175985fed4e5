import type { Clock, MemoStore, Recordings } from '../ports/index.ts'
import type { Bell } from './bell.ts'
import { createBell } from './bell.ts'
import { GONE } from './sentences.ts'

interface Watched {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
  readonly dueMs: number
}

const STATS_AT_ONCE = 32
const LEAST_SLEEP_MS = 20

/** Watches files until their size and time stand still; by the monotonic clock, so that a clock set back stalls nothing. */
export interface Rest {
  watch(entryId: number): void
  run(signal: AbortSignal): Promise<void>
}

/** Creates the watch over files that may still be written. A rested file waits for its turn. */
export const createRest = (deps: {
  readonly store: MemoStore
  readonly recordings: Pick<Recordings, 'stat'>
  readonly clock: Clock
  readonly restMs: () => number
  readonly onRested: () => void
}): Rest => {
  const watched = new Map<number, Watched>()
  const bell: Bell = createBell()

  const look = async (entryId: number, seen: Watched): Promise<'rested' | 'changed' | 'gone'> => {
    const now = await deps.recordings.stat(seen.path).catch(() => null)
    if (now === null || now.kind !== 'file') return 'gone'
    if (now.sizeBytes === seen.sizeBytes && now.modifiedMs === seen.modifiedMs) return 'rested'
    watched.set(entryId, { path: seen.path, sizeBytes: now.sizeBytes, modifiedMs: now.modifiedMs, dueMs: deps.clock.monotonic() + deps.restMs() })
    return 'changed'
  }

  const settle = (results: readonly { readonly entryId: number; readonly result: 'rested' | 'changed' | 'gone'; readonly seen: Watched }[]): void =>
    deps.store.together(() => {
      for (const { entryId, result, seen } of results) {
        const entry = deps.store.get(entryId)
        if (result !== 'changed' && watched.get(entryId) === seen) watched.delete(entryId)
        if (!entry || entry.state !== 'waiting' || entry.waitsFor !== 'rest') continue
        if (result === 'rested') deps.store.update(entryId, { waitsFor: 'turn', step: 'identify', sizeBytes: seen.sizeBytes, modifiedMs: seen.modifiedMs })
        // Where a folder is watched, a file that went is simply not there; one that was handed over is missed.
        else if (result === 'gone' && entry.source !== 'folder' && entry.source !== 'voice-memos') deps.store.update(entryId, { state: 'failed', waitsFor: null, problem: GONE })
        else if (result === 'gone') deps.store.remove(entryId)
      }
    })

  return {
    watch: (entryId) => {
      const entry = deps.store.get(entryId)
      if (!entry || entry.path === null) return
      watched.set(entryId, { path: entry.path, sizeBytes: entry.sizeBytes, modifiedMs: entry.modifiedMs, dueMs: deps.clock.monotonic() + deps.restMs() })
      bell.ring()
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const rings = bell.rings()
        if (watched.size === 0) {
          await bell.after(rings, signal)
          continue
        }
        const nowMs = deps.clock.monotonic()
        const due = [...watched].filter(([, seen]) => seen.dueMs <= nowMs).slice(0, STATS_AT_ONCE)
        if (due.length === 0) {
          const earliestMs = Math.min(...[...watched.values()].map((seen) => seen.dueMs))
          await deps.clock.sleep(Math.max(LEAST_SLEEP_MS, earliestMs - nowMs), signal).catch(() => {})
          continue
        }
        settle(await Promise.all(due.map(async ([entryId, seen]) => ({ entryId, seen, result: await look(entryId, seen) }))))
        deps.onRested()
      }
    },
  }
}
