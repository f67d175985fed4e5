import type { MemoStep, Segment } from '../../../contract/memos.ts'

/** What is known of a job under way and lives in memory only. */
export interface JobState {
  readonly step: MemoStep
  /** Null for work on a memo that is filed already. */
  readonly fraction: number | null
  readonly remainingSeconds: number | null
  readonly segments: readonly Segment[]
}

export interface Board {
  get(entryId: number): JobState | null
  report(entryId: number, state: Pick<JobState, 'step' | 'fraction' | 'remainingSeconds'>): void
  /** Words already told are not told again, as when a window is repeated after a crash. */
  addSegments(entryId: number, segments: readonly Segment[]): void
  clear(entryId: number): void
  onReport(listener: (entryId: number) => void): () => void
  onSegments(listener: (entryId: number, segments: readonly Segment[]) => void): () => void
}

/** The board on which jobs write how far they are. */
export const createBoard = (): Board => {
  const states = new Map<number, JobState & { readonly segments: Segment[] }>()
  const reportListeners = new Set<(entryId: number) => void>()
  const segmentListeners = new Set<(entryId: number, segments: readonly Segment[]) => void>()
  const tell = (entryId: number): void => {
    for (const listener of reportListeners) listener(entryId)
  }

  return {
    get: (entryId) => states.get(entryId) ?? null,
    report: (entryId, state) => {
      states.set(entryId, { ...state, segments: states.get(entryId)?.segments ?? [] })
      tell(entryId)
    },
    addSegments: (entryId, segments) => {
      const state = states.get(entryId)
      if (!state) return
      const toldUntil = state.segments.at(-1)?.startSeconds ?? -1
      const fresh = segments.filter((segment) => segment.startSeconds > toldUntil)
      if (fresh.length === 0) return
      state.segments.push(...fresh)
      for (const listener of segmentListeners) listener(entryId, fresh)
      tell(entryId)
    },
    clear: (entryId) => {
      if (states.delete(entryId)) tell(entryId)
    },
    onReport: (listener) => {
      reportListeners.add(listener)
      return () => reportListeners.delete(listener)
    },
    onSegments: (listener) => {
      segmentListeners.add(listener)
      return () => segmentListeners.delete(listener)
    },
  }
}
