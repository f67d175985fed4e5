import { useCallback, useEffect, useState } from 'react'
import type { Settings } from '../contract/settings.ts'
import type { Api, ShownProblem } from './client.ts'

export type SettingsApi = Pick<Api['settings'], 'get' | 'set'>
export type SettingValue = Parameters<Api['settings']['set']>[0]['value']
export type SetSetting = (path: string, value: SettingValue) => Promise<boolean>

/** The settings as the host last told them, and a way to change one; read anew when `changed` does, for the file is edited by hand as well. */
export const useSettings = (api: SettingsApi, problemOf: (error: unknown) => ShownProblem | null, changed: unknown) => {
  const [settings, setSettings] = useState<Settings | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  useEffect(() => {
    const ours = new AbortController()
    api.get({}, { signal: ours.signal }).then(
      (read) => setSettings(read.settings),
      (error: unknown) => !ours.signal.aborted && setProblem(problemOf(error)),
    )
    return () => ours.abort()
  }, [api, problemOf, changed])
  const set = useCallback<SetSetting>(
    async (path, value) => {
      try {
        setSettings((await api.set({ path, value })).settings)
        setProblem(null)
        return true
      } catch (error) {
        setProblem(problemOf(error))
        return false
      }
    },
    [api, problemOf],
  )
  return { settings, set, problem }
}
