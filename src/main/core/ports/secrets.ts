import type { StoreState } from '../../../contract/credentials.ts'

/** A value that cannot print: not by string, JSON, or inspection. `reveal` is for the one place that sends it. */
export interface Redacted {
  reveal(): string
  toString(): string
  toJSON(): string
}

/** Where keys are kept. Rejects with AppError KEYCHAIN_FAILED, which says the step to take. */
export interface Secrets {
  state(signal: AbortSignal): Promise<StoreState>
  /** Names only. */
  list(signal: AbortSignal): Promise<readonly string[]>
  /** Null when there is none by that name. */
  read(name: string, signal: AbortSignal): Promise<Redacted | null>
  write(name: string, value: Redacted, signal: AbortSignal): Promise<void>
  /** False when there was none. */
  remove(name: string, signal: AbortSignal): Promise<boolean>
}
