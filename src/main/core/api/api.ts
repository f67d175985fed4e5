import type { LocalApiState } from '../../../contract/local-api.ts'
import type { Origin } from '../../../contract/privacy.ts'
import type { ApiCaller, ApiDoor, LocalApiWork, StoredApiClient } from '../ports/index.ts'

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
  /** What is known of an app: for what it may read by MCP. Null for one that was revoked. */
  client(clientId: string): Pick<StoredApiClient, 'clientId' | 'name' | 'forwards' | 'grants'> | null
  /** The app of this name; made without a token where there is none, for one that comes over the unix socket. */
  clientNamed(name: string, forwards: boolean): Promise<ApiCaller>
  /** Keeps what an app was allowed, or refused, to read. */
  remember(clientId: string, origin: Origin, allowed: boolean): Promise<void>
  close(): Promise<void>
}
