import type { Credential, StoreState } from '../../../contract/credentials.ts'
import type { Redacted } from '../ports/index.ts'

/** Keys, by name. Only `use` gives a value, to the code that sends it. */
export interface Credentials {
  list(signal: AbortSignal): Promise<{ readonly store: StoreState; readonly credentials: readonly Credential[] }>
  set(name: string, value: Redacted, signal: AbortSignal): Promise<void>
  test(name: string, signal: AbortSignal): Promise<{ readonly ok: boolean; readonly words: string }>
  remove(name: string, signal: AbortSignal): Promise<void>
  /** Reads a key for a feature and notes that it did. Throws AppError NO_KEY. */
  use(name: string, feature: string, signal: AbortSignal): Promise<Redacted>
  /** Names known so far, without asking the store. */
  known(): readonly string[]
  onChange(listener: () => void): () => void
}
