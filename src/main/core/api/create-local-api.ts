import type { LocalApiState } from '../../../contract/local-api.ts'
import { coalesce } from '../lib/coalesce.ts'
import { readThrough } from '../lib/read-through.ts'
import type { ApiDoor } from '../ports/index.ts'
import { createAdmissions } from './admit.ts'
import type { LocalApi } from './api.ts'
import { createClients } from './clients.ts'
import type { LocalApiDeps } from './deps.ts'
import { createFairQueue } from './fair-queue.ts'
import { createSeenModels } from './seen-models.ts'
import { atOnceOf, createWork } from './work.ts'

const STATE_INTERVAL_MS = 500
const BROKEN_LIST = {
  code: 'DAMAGED' as const,
  message: 'The list of apps could not be read. It was put aside, and no token of it is taken any more.',
  next: 'Make a new token for each app that is to come in.',
}

/** Puts the parts together: who may come in, what they see, and whose turn it is. */
export const createLocalApi = (deps: LocalApiDeps): LocalApi => {
  const { store, settings, clock } = deps
  const listeners = new Set<() => void>()
  const tell = (): void => listeners.forEach((listener) => listener())
  let opened: Parameters<ApiDoor['opened']>[0] = { url: null, networkUrls: [], problem: null }
  let turnedAway = 0

  const clients = createClients(deps, tell)
  const admissions = createAdmissions(deps, clients, tell)
  const queue = createFairQueue({
    atOnce: atOnceOf,
    atOnceOfOne: () => settings().maxActive,
    mostOfOne: () => settings().maxActive + settings().maxWaiting,
    onChange: tell,
  })

  const state = (): LocalApiState => ({
    url: opened.url,
    networkUrls: [...opened.networkUrls],
    problem: opened.problem ?? (store.wasBroken && clients.list().length === 0 ? BROKEN_LIST : null),
    clients: clients.list().map(({ tokenSha256: _hash, grants, ...client }) => ({ ...client, grants: [...grants], active: admissions.active(client.clientId) })),
    waiting: queue.waiting(),
    turnedAway,
  })

  return {
    work: createWork(deps, createSeenModels(deps), queue),
    door: {
      settings,
      onSettingsChange: deps.onSettingsChange,
      admit: admissions.admit,
      opened: (addresses) => {
        opened = addresses
        tell()
      },
      turnedAway: () => {
        turnedAway += 1
        tell()
      },
    },
    state,
    changes: (signal) => {
      const changed = coalesce<null>({
        subscribe: (sink) => {
          const push = (): void => sink.push(null)
          listeners.add(push)
          push()
          return () => void listeners.delete(push)
        },
        merge: () => null,
        intervalMs: STATE_INTERVAL_MS,
        clock,
        signal,
      })
      // Put together when it is read: requests come far more often.
      return readThrough(changed, async function* read(items) {
        for await (const _changed of items) yield state()
        return undefined
      })
    },
    createClient: async (name, forwards) => ({ clientId: (await clients.create(name, forwards)).clientId }),
    addClient: async (name, forwards, tokenSha256) => ({ clientId: (await clients.add(name, forwards, tokenSha256)).clientId }),
    setForwards: clients.setForwards,
    forgetGrants: clients.forgetGrants,
    revoke: async (clientId) => {
      // It ends even where the list cannot be written.
      admissions.end(clientId)
      await clients.forget(clientId)
    },
    client: clients.find,
    clientNamed: async (name, forwards) => ({ clientId: clients.named(name, forwards).clientId, name }),
    remember: clients.remember,
    close: async () => {
      admissions.close()
      await store.close()
    },
  }
}
