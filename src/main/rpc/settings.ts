import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Settings, SettingsProblem } from '../../contract/settings.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

export interface SettingsDeps {
  get(): { readonly settings: Settings; readonly path: string; readonly problems: readonly SettingsProblem[] }
  set(path: string, value: unknown, signal: AbortSignal): Promise<Settings>
}

/** Settings as they are, and one value changed at a time. */
export const settingsRouter = ({ get, set }: SettingsDeps) => {
  const procedures = implement(contract.settings)
  return procedures.router({
    get: procedures.get.handler(() => {
      const { settings, path, problems } = get()
      return { settings, path, problems: [...problems] }
    }),
    set: procedures.set.handler(async ({ input, signal = NEVER_ABORTS }) => ({ settings: await set(input.path, input.value, signal) })),
  })
}
