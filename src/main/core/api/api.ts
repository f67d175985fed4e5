import type { LocalApiState } from '../../../contract/local-api.ts'
import type { ApiDoor, LocalApiWork } from '../ports/index.ts'

/** Which apps may come in, what they may ask, and in which order they are answered. */
export interface LocalApi {
  readonly work: LocalApiWork
  readonly door: ApiDoor
  state(): LocalApiState
  /** A snapshot at once, then a new one whenever something changed, at most two a second. */
  changes(signal: AbortSignal): AsyncGenerator<LocalApiState, undefined, void>
  createClient(name: string, forwards: boolean): Promise<{ readonly clientId: string }>
  addClient(name: string, forwards: boolean, tokenSha256: string): Promise<{ readonly clientId: string }>
  setForwards(clientId: string, forwards: boolean): Promise<void>
  forgetGrants(clientId: string): Promise<void>
  revoke(clientId: string): Promise<void>
  close(): Promise<void>
}
