import type { EngineState } from '../../../contract/system.ts'
import type { Engines, ModelMeasures } from '../ports/index.ts'

export interface LearnDeps {
  readonly engines: Pick<Engines, 'states' | 'onChange'>
  readonly measures: Pick<ModelMeasures, 'noteMemory'>
  /** What it was reckoned to take; that is no measure, though an engine may tell it as its own. */
  readonly reckoned: (state: EngineState) => number
}

/** Notes what each model took in memory once it has worked and rests: so that the next one to ask is told what is so. */
export const learnMemory = ({ engines, measures, reckoned }: LearnDeps): (() => void) => {
  const noted = new Set<number>()
  return engines.onChange(() => {
    const states = engines.states()
    const pids = new Set(states.map(({ pid }) => pid))
    for (const pid of noted) if (!pids.has(pid)) noted.delete(pid)
    for (const state of states) {
      const { pid, busy, users, memoryBytes, path, contextTokens } = state
      // Before its first work it has not yet taken what it reads and writes in; later it holds further chats where there is room, and could do without.
      if (pid === null || noted.has(pid) || busy || users.length === 0 || memoryBytes <= 0 || memoryBytes === reckoned(state)) continue
      noted.add(pid)
      measures.noteMemory(path, contextTokens, memoryBytes)
    }
  })
}
