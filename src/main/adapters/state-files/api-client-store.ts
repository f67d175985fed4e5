import { existsSync, readFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { z } from 'zod'
import { OriginSchema } from '../../../contract/privacy.ts'
import type { ApiClientStore, Log, StoredApiClient } from '../../core/ports/index.ts'
import { replaceFile } from './replace-file.ts'

const WRITE_AFTER_MS = 3000

const FileSchema = z.array(
  z.object({
    clientId: z.string(),
    name: z.string(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    lastFrom: z.string().nullable(),
    requests: z.number().int(),
    forwards: z.boolean(),
    tokenSha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
    grants: z.array(z.object({ origin: OriginSchema, allowed: z.boolean() })),
  }),
)

/**
 * The apps as a small JSON file that only its owner reads. One that cannot be read is put aside and a new list begins: then no
 * token is taken any more, which is the safe side.
 */
export const createApiClientStore = (path: string, log: Pick<Log, 'warn'>): ApiClientStore => {
  const { clients, isBroken } = read(path)
  let saved: Promise<void> = isBroken ? rename(path, freeName(`${path}.broken`)).catch(() => undefined) : Promise.resolve()
  if (isBroken) log.warn('api.clients-broken')
  let timer: NodeJS.Timeout | undefined

  const save = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    // One write after the other, each of what holds then.
    saved = saved.catch(() => undefined).then(() => replaceFile(path, `${JSON.stringify([...clients.values()], null, 1)}\n`))
    return saved
  }

  return {
    list: () => [...clients.values()],
    wasBroken: isBroken,
    put: async (client) => {
      clients.set(client.clientId, client)
      await save()
    },
    note: (client) => {
      if (!clients.has(client.clientId)) return
      clients.set(client.clientId, client)
      timer ??= setTimeout(() => void save().catch(() => log.warn('api.clients-unwritten')), WRITE_AFTER_MS)
    },
    forget: async (clientId) => {
      if (clients.delete(clientId)) await save()
    },
    close: async () => {
      if (timer !== undefined) await save().catch(() => log.warn('api.clients-unwritten'))
      await saved.catch(() => undefined)
    },
  }
}

const read = (path: string): { readonly clients: Map<string, StoredApiClient>; readonly isBroken: boolean } => {
  try {
    const list = FileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { clients: new Map(list.map((client) => [client.clientId, client])), isBroken: false }
  } catch (error) {
    return { clients: new Map(), isBroken: !(error instanceof Error && 'code' in error && error.code === 'ENOENT') }
  }
}

// What was put aside before is somebody's too.
const freeName = (wanted: string): string => {
  let name = wanted
  for (let count = 2; existsSync(name); count += 1) name = `${wanted}-${count}`
  return name
}
