import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PrivacyState } from '../../../contract/privacy.ts'
import type { PrivacyApi } from './privacy-api.ts'

export interface PrivacyView {
  /** Null until the host has told it once. */
  readonly state: PrivacyState | null
  /** The host does not answer: what is shown may be old, and nothing is asked. */
  readonly stale: boolean
}

export type PrivacyStore = StoreApi<PrivacyView>

const AGAIN_MS = 1000

/** What may leave, what waits at the gate, and whether it is local only, as the host last told it. */
export const createPrivacyStore = (): PrivacyStore => createStore<PrivacyView>(() => ({ state: null, stale: false }))

/** Keeps the store in step with the host until `signal` ends it; asks again after a loss. */
export const syncPrivacy = async (api: PrivacyApi['privacy'], store: PrivacyStore, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      for await (const state of await api.changes(undefined, { signal })) store.setState({ state, stale: false })
    } catch {
      // The page says on every screen that the host does not answer; here it is enough to ask again.
    }
    store.setState({ stale: true })
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}
