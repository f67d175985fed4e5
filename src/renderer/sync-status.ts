import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Status } from '../contract/system.ts'
import type { Api } from './client.ts'

export type StatusStore = StoreApi<{ readonly status: Status | null }>

const AGAIN_MS = 1000

/** What the host says of itself; null until it has answered once. */
export const createStatusStore = (): StatusStore => createStore<{ readonly status: Status | null }>(() => ({ status: null }))

/** Keeps the host's state fresh until `signal` ends it; asks again after a loss. */
export const syncStatus = async (api: Api['system'], store: StatusStore, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      for await (const status of await api.statusChanges(undefined, { signal })) store.setState({ status })
    } catch {
      // The list of memos says that the host does not answer; here it is enough to ask again.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}
