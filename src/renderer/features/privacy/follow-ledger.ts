import type { PrivacyApi } from './privacy-api.ts'

const AGAIN_MS = 1000

/** Calls `read` at once and after each change of the ledger, never twice at a time: what changes meanwhile is read once more. */
export const followLedger = async (api: PrivacyApi['ledger'], read: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> => {
  let wanted = false
  let reading: Promise<void> | null = null
  const refresh = (): void => {
    wanted = true
    reading ??= (async () => {
      while (wanted && !signal.aborted) {
        wanted = false
        await read(signal)
      }
    })().finally(() => {
      reading = null
    })
  }
  while (!signal.aborted) {
    try {
      for await (const _change of await api.changes(undefined, { signal })) refresh()
    } catch {
      // The page says on every screen that the host does not answer; here it is enough to ask again.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}
