import { useEffect } from 'react'
import { createStore, useStore, type StoreApi } from 'zustand'
import type { LocalApiState } from '../../../contract/local-api.ts'
import type { AppsApi } from './apps-api.ts'

/** Null until the host has told it once. */
export type AppsStore = StoreApi<{ readonly state: LocalApiState | null }>

const AGAIN_MS = 1000

/** The apps that use the models, as the host last told them. */
export const createAppsStore = (): AppsStore => createStore<{ readonly state: LocalApiState | null }>(() => ({ state: null }))

const syncApps = async (api: Pick<AppsApi, 'changes'>, store: AppsStore, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      for await (const state of await api.changes(undefined, { signal })) store.setState({ state })
    } catch {
      // The page says on every screen that the host does not answer; here it is enough to ask again.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

/** The apps, followed for as long as something shows them. */
export const useApps = (api: Pick<AppsApi, 'changes'>, store: AppsStore): LocalApiState | null => {
  useEffect(() => {
    const ours = new AbortController()
    void syncApps(api, store, ours.signal)
    return () => ours.abort()
  }, [api, store])
  return useStore(store, ({ state }) => state)
}
