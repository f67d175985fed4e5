import type { MemoStore } from '../ports/index.ts'

/** How many seconds of audio a second of work gets done, until it was measured here. */
const UNTIL_MEASURED = { decode: 200, detect: 60, transcribe: 4 }
const NEWEST_WEIGHT = 0.3
// Shorter runs measure the start of a process, not the work.
const LEAST_AUDIO_SECONDS = 2

export type SpeedOf = keyof typeof UNTIL_MEASURED

/** Measured speeds of this machine, kept in the store. `model` tells one speech model from another. */
export interface Speeds {
  get(what: SpeedOf, model?: string): number
  measured(what: SpeedOf, audioSeconds: number, wallSeconds: number, model?: string): void
}

/** Reads and keeps speeds as facts of the store. */
export const createSpeeds = (store: Pick<MemoStore, 'fact' | 'setFact'>): Speeds => {
  const name = (what: SpeedOf, model: string | undefined): string => `speed.${what}${model === undefined ? '' : `.${model}`}`
  const known = (what: SpeedOf, model: string | undefined): number | null => {
    const speed = Number(store.fact(name(what, model)))
    return speed > 0 ? speed : null
  }
  return {
    get: (what, model) => known(what, model) ?? UNTIL_MEASURED[what],
    measured: (what, audioSeconds, wallSeconds, model) => {
      if (audioSeconds < LEAST_AUDIO_SECONDS || wallSeconds <= 0) return
      const before = known(what, model)
      const now = audioSeconds / wallSeconds
      store.setFact(name(what, model), String(before === null ? now : before + NEWEST_WEIGHT * (now - before)))
    },
  }
}
