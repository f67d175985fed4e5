import type { Origin } from '../../../contract/privacy.ts'

/** An app as it is kept: its token by the hash alone. */
export interface StoredApiClient {
  readonly clientId: string
  readonly name: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly lastFrom: string | null
  readonly requests: number
  readonly forwards: boolean
  /** Hex; null for one that comes without a token: programs of this machine where none is needed, and those on the unix socket. */
  readonly tokenSha256: string | null
  readonly grants: readonly { readonly origin: Origin; readonly allowed: boolean }[]
}

/** Which apps may come in. */
export interface ApiClientStore {
  list(): readonly StoredApiClient[]
  /** What was kept could not be read: it was put aside, and this is a new list. */
  readonly wasBroken: boolean
  /** Adds it, or puts it in the place of the one with its id; durable when it resolves. */
  put(client: StoredApiClient): Promise<void>
  /** The same for what is no loss: written a little later. */
  note(client: StoredApiClient): void
  forget(clientId: string): Promise<void>
  /** Writes what is not written yet. */
  close(): Promise<void>
}
