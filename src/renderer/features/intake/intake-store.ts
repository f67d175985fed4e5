import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ShownProblem } from '../../client.ts'

export interface Refused {
  readonly name: string
  readonly problem: ShownProblem
}

export interface IntakeState {
  /** How many files were seen so far; a folder is still being walked while `walking`. */
  readonly seen: number
  readonly walking: boolean
  readonly taken: number
  /** Taken, and known before under this or another name. */
  readonly known: number
  /** Files in folders that cannot be recordings; left where they are. */
  readonly leftAside: number
  readonly refused: readonly Refused[]
  /** The file that is on its way now, and how much of it is through. */
  readonly current: { readonly name: string; readonly fraction: number } | null
  readonly state: 'idle' | 'busy' | 'done'
}

export type IntakeStore = StoreApi<IntakeState>

export const NOTHING_TAKEN: IntakeState = {
  seen: 0,
  walking: false,
  taken: 0,
  known: 0,
  leftAside: 0,
  refused: [],
  current: null,
  state: 'idle',
}

/** What was dropped or chosen, on its way to the host. */
export const createIntakeStore = (): IntakeStore => createStore<IntakeState>(() => NOTHING_TAKEN)

/** Gathers changes and shows them at most ten times a second: a thousand small files must not mean a thousand renders. */
export const createGatherer = (store: IntakeStore) => {
  let pending: ((state: IntakeState) => IntakeState)[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const changes = pending
    pending = []
    if (changes.length > 0) store.setState((state) => changes.reduce((next, change) => change(next), state))
  }
  return {
    add: (change: (state: IntakeState) => IntakeState): void => {
      pending.push(change)
      timer ??= setTimeout(flush, 100)
    },
    flush,
  }
}
