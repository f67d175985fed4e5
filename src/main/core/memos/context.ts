import type { Arrivals } from './arrivals.ts'
import type { Board } from './board.ts'
import type { Bell } from './bell.ts'
import type { MemosDeps } from './deps.ts'
import type { Speeds } from './speeds.ts'
import type { Turn } from './turn.ts'

/** What the verbs of this capability share while the host runs. */
export interface Context extends MemosDeps {
  readonly board: Board
  /** Rings whenever there may be something new to do. */
  readonly bell: Bell
  readonly arrivals: Arrivals
  readonly speeds: Speeds
  /** One memo is written down at a time. */
  readonly turn: Turn
  /** And beside it one recording that becomes no memo. */
  readonly aheadTurn: Turn
  /** One note is changed at a time. */
  readonly noteTurn: Turn
  /** Aborts the work on an entry. */
  readonly jobs: Map<number, AbortController>
  /** Files that are watched until they stand still. */
  readonly rest: (entryId: number) => void
  readonly isPaused: () => boolean
  readonly onPauseChange: (listener: () => void) => () => void
}
