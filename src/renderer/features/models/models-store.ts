import { useEffect } from 'react'
import { createStore, useStore, type StoreApi } from 'zustand'
import type { ModelsState } from '../../../contract/models.ts'
import type { ModelsApi } from './models-api.ts'

/** Null until the host has told it once. */
export type ModelsStore = StoreApi<{ readonly state: ModelsState | null }>

const AGAIN_MS = 1000

/** The models as the host last told them. */
export const createModelsStore = (): ModelsStore => createStore<{ readonly state: ModelsState | null }>(() => ({ state: null }))

/** Keeps the store in step with the host until `signal` ends it; asks again after a loss. */
export const syncModels = async (api: Pick<ModelsApi, 'changes'>, store: ModelsStore, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      for await (const state of await api.changes(undefined, { signal })) store.setState({ state })
    } catch {
      // The page says on every screen that the host does not answer; here it is enough to ask again.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

/** The models, followed for as long as something shows them: nobody else needs their figures four times a second. */
export const useModels = (api: Pick<ModelsApi, 'changes'>, store: ModelsStore): ModelsState | null => {
  useEffect(() => {
    const ours = new AbortController()
    void syncModels(api, store, ours.signal)
    return () => ours.abort()
  }, [api, store])
  return useStore(store, ({ state }) => state)
}
