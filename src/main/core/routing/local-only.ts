import { AppError } from '../../../contract/errors.ts'
import type { RoutingDeps } from './deps.ts'

export interface LocalOnly {
  /** On by the switch, whether or not it is written down yet. */
  readonly isOn: () => boolean
  readonly set: (on: boolean, signal: AbortSignal) => Promise<void>
}

/**
 * The switch. On, it has force before anything is written; off, only once that is written. Where it cannot be written it
 * stays on, and says so.
 */
export const createLocalOnly = ({ settings, setSetting }: Pick<RoutingDeps, 'settings' | 'setSetting'>, onChange: () => void): LocalOnly => {
  let on = false
  let turns = 0
  return {
    isOn: () => on,
    set: async (wanted, signal) => {
      turns += 1
      const turn = turns
      if (wanted) {
        on = true
        onChange()
      }
      try {
        await setSetting('privacy.localOnly', wanted, signal)
      } catch (error) {
        if (!wanted) throw error
        throw new AppError('SETTINGS_BROKEN', 'Local only is on, but it could not be written down: it holds until Freehold ends.', { next: 'Look whether the settings file can be written, and turn it on again.', cause: error })
      }
      // Somebody who turned it on meanwhile wins.
      if (turn !== turns) return
      // From here on the file holds it, and may be changed by hand.
      on = wanted && !settings().localOnly
      onChange()
    },
  }
}
