import { AppError } from '../../../contract/errors.ts'
import type { Origin } from '../../../contract/privacy.ts'
import type { StoredApiClient } from '../ports/index.ts'
import type { LocalApiDeps } from './deps.ts'
import { createApiToken, createTokenSearch, hashOfToken } from './secret.ts'

/** Programs of this machine that need no token are one client together. */
export const THIS_COMPUTER = 'This computer'

export interface Clients {
  list(): readonly StoredApiClient[]
  find(clientId: string): StoredApiClient | null
  findByToken(token: string): StoredApiClient | null
  /** Makes a token, puts it on the clipboard and keeps its hash. */
  create(name: string, forwards: boolean): Promise<StoredApiClient>
  add(name: string, forwards: boolean, tokenSha256: string): Promise<StoredApiClient>
  named(name: string, forwards: boolean): StoredApiClient
  noteUse(clientId: string, from: string | null): void
  setForwards(clientId: string, forwards: boolean): Promise<void>
  remember(clientId: string, origin: Origin, allowed: boolean): Promise<void>
  forgetGrants(clientId: string): Promise<void>
  forget(clientId: string): Promise<void>
}

/** The apps that may come in, each under a name of its own. */
export const createClients = ({ store, newId, clock, log, copyToClipboard }: Pick<LocalApiDeps, 'store' | 'newId' | 'clock' | 'log' | 'copyToClipboard'>, onChange: () => void): Clients => {
  const search = createTokenSearch<StoredApiClient>()
  const find = (clientId: string): StoredApiClient | null => store.list().find((client) => client.clientId === clientId) ?? null
  const findNamed = (name: string): StoredApiClient | null => store.list().find((client) => fold(client.name) === fold(name)) ?? null
  const must = (clientId: string): StoredApiClient => {
    const client = find(clientId)
    if (client === null) throw new AppError('NOT_FOUND', 'That app is no longer in the list.')
    return client
  }
  const checkFree = (name: string): void => {
    if (findNamed(name) !== null) throw new AppError('CONFLICT', `There is an app named “${name}” already.`, { next: 'Take another name, or revoke that one first.' })
    if (fold(name) === fold(THIS_COMPUTER)) throw new AppError('CONFLICT', `“${name}” is the name of the programs that need no token.`, { next: 'Take another name.' })
  }
  const create = (name: string, forwards: boolean, tokenSha256: string | null): StoredApiClient => ({
    clientId: newId(),
    name,
    createdAt: isoOf(clock.now()),
    lastUsedAt: null,
    lastFrom: null,
    requests: 0,
    forwards,
    tokenSha256,
    grants: [],
  })
  const keep = async (client: StoredApiClient): Promise<StoredApiClient> => {
    const kept = store.put(client)
    onChange()
    await kept
    return client
  }

  return {
    list: () => store.list(),
    find,
    findByToken: (token) => search(store.list(), token),
    create: async (name, forwards) => {
      checkFree(name)
      const token = createApiToken()
      await copyToClipboard(token)
      // Another of this name may have come meanwhile.
      checkFree(name)
      return keep(create(name, forwards, hashOfToken(token)))
    },
    add: async (name, forwards, tokenSha256) => {
      checkFree(name)
      if (store.list().some((client) => client.tokenSha256 === tokenSha256)) throw new AppError('CONFLICT', 'Another app has this token already.', { next: 'Make a new token for each app.' })
      return keep(create(name, forwards, tokenSha256))
    },
    named: (name, forwards) => {
      const known = findNamed(name)
      if (known !== null) return known
      const made = create(name, forwards, null)
      keep(made).catch(() => log.warn('api.clients-unwritten'))
      return made
    },
    noteUse: (clientId, from) => {
      const client = find(clientId)
      if (client === null) return
      store.note({ ...client, lastUsedAt: isoOf(clock.now()), lastFrom: from ?? 'this computer', requests: client.requests + 1 })
      onChange()
    },
    setForwards: async (clientId, forwards) => void (await keep({ ...must(clientId), forwards })),
    remember: async (clientId, origin, allowed) => {
      const client = must(clientId)
      await keep({ ...client, grants: [...client.grants.filter((grant) => grant.origin !== origin), { origin, allowed }] })
    },
    forgetGrants: async (clientId) => void (await keep({ ...must(clientId), grants: [] })),
    forget: async (clientId) => {
      must(clientId)
      const forgotten = store.forget(clientId)
      onChange()
      await forgotten
    },
  }
}

const fold = (name: string): string => name.toLowerCase()

const isoOf = (ms: number): string => new Date(ms).toISOString()
