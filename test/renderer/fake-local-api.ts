// A double, and said to be one: the door for other apps, its apps and their tokens, in memory. It listens nowhere.
import { implement } from '@orpc/server'
import { AppError } from '../../src/contract/errors.ts'
import { contract } from '../../src/contract/index.ts'
import type { ApiClient, LocalApiState } from '../../src/contract/local-api.ts'
import { createTopic } from './topic.ts'

export const apiClient = (clientId: string, name: string, changes: Partial<ApiClient> = {}): ApiClient => ({
  clientId, name, createdAt: '2026-11-02T09:00:00Z', lastUsedAt: null, lastFrom: null, requests: 0, active: 0, forwards: true, grants: [], ...changes,
})

export const designClients = (): ApiClient[] => [
  apiClient('c1', 'Zed', { lastUsedAt: '2026-11-22T16:01:00+01:00', lastFrom: 'this computer', requests: 214, active: 1, forwards: false }),
  apiClient('c2', 'Desktop agent', { lastUsedAt: '2026-11-21T18:40:00+01:00', lastFrom: '192.168.1.23', requests: 12, grants: [{ origin: 'note', allowed: true }, { origin: 'memo', allowed: true }, { origin: 'mail', allowed: false }] }),
]

export interface FakeLocalApiOptions {
  readonly api?: Partial<LocalApiState>
  /** As on a machine without one. */
  readonly noClipboard?: boolean
}

export const createFakeLocalApi = (calls: string[], { api = {}, noClipboard = false }: FakeLocalApiOptions = {}) => {
  const topic = createTopic<LocalApiState>({ url: null, networkUrls: [], problem: null, clients: [], waiting: 0, turnedAway: 0, ...api })
  const change = (next: Partial<LocalApiState>): Record<string, never> => {
    topic.set({ ...topic.get(), ...next })
    return {}
  }
  const changeClient = (clientId: string, next: Partial<ApiClient>): Record<string, never> =>
    change({ clients: topic.get().clients.map((client) => (client.clientId === clientId ? { ...client, ...next } : client)) })
  const create = (name: string, forwards: boolean): { clientId: string } => {
    if (topic.get().clients.some((client) => client.name === name)) throw new AppError('CONFLICT', `An app called “${name}” is here already.`, { next: 'Give it another name.' })
    const clientId = `n${topic.get().clients.length}`
    change({ clients: [...topic.get().clients, apiClient(clientId, name, { forwards })] })
    return { clientId }
  }

  const { localApi: a } = implement(contract)
  const parts = a.router({
    state: a.state.handler(() => topic.get()),
    changes: a.changes.handler(({ signal }) => topic.follow(signal)),
    createClient: a.createClient.handler(({ input: { name, forwards } }) => {
      calls.push(`createClient ${name} ${forwards}`)
      if (noClipboard) throw new AppError('UNSUPPORTED', 'There is no clipboard here.')
      return create(name, forwards)
    }),
    addClient: a.addClient.handler(({ input }) => create(input.name, input.forwards)),
    setForwards: a.setForwards.handler(({ input }) => (calls.push(`setForwards ${input.clientId} ${input.forwards}`), changeClient(input.clientId, { forwards: input.forwards }))),
    forgetGrants: a.forgetGrants.handler(({ input }) => (calls.push(`forgetGrants ${input.clientId}`), changeClient(input.clientId, { grants: [] }))),
    revoke: a.revoke.handler(({ input }) => (calls.push(`revoke ${input.clientId}`), change({ clients: topic.get().clients.filter(({ clientId }) => clientId !== input.clientId) }))),
  })
  return {
    parts,
    set: (next: Partial<LocalApiState>): void => void change(next),
    /** What the settings say, as the real door follows them. */
    follow: ({ on, network, port }: { readonly on: boolean; readonly network: boolean; readonly port: number }): void =>
      void change({ url: on ? `http://127.0.0.1:${port}` : null, networkUrls: on && network ? [`http://192.168.1.10:${port}`] : [] }),
  }
}
