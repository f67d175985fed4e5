import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createApiClientStore } from '../../../src/main/adapters/state-files/index.ts'
import type { StoredApiClient } from '../../../src/main/core/ports/index.ts'

const CLIENT: StoredApiClient = { clientId: 'c1', name: 'Editor', createdAt: '2026-11-24T10:00:00.000Z', lastUsedAt: null, lastFrom: null, requests: 0, forwards: true, tokenSha256: 'a'.repeat(64), grants: [{ origin: 'note', allowed: true }] }

const openFolder = async (): Promise<{ readonly folder: string; readonly path: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-clients-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, path: join(folder, 'state', 'api-clients.json') }
}
const warned: string[] = []
const log = { warn: (event: string) => void warned.push(event) }

it('keeps apps for its owner alone, whole or not at all', async () => {
  const { path } = await openFolder()
  const store = createApiClientStore(path, log)
  await Promise.all([store.put(CLIENT), store.put({ ...CLIENT, clientId: 'c2', name: 'Other', tokenSha256: null })])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await store.forget('c2')
  expect(createApiClientStore(path, log).list()).toEqual([CLIENT])
  await store.close()
})

it('writes counts a little later, and at the end', async () => {
  const { folder, path } = await openFolder()
  const store = createApiClientStore(path, log)
  await store.put(CLIENT)
  for (let requests = 1; requests <= 100; requests += 1) store.note({ ...CLIENT, requests })
  expect(store.list()[0]?.requests).toBe(100)
  expect(await readFile(path, 'utf8')).toContain('"requests": 0')
  await store.close()
  expect(await readFile(path, 'utf8')).toContain('"requests": 100')
  // Of one that was forgotten nothing comes back.
  store.note({ ...CLIENT, clientId: 'gone' })
  expect(store.list()).toHaveLength(1)
  expect(await readdir(join(folder, 'state'))).toEqual(['api-clients.json'])
})

it.each(['not JSON', '[{"clientId":1}]', ''])('puts a list aside that it cannot read, and takes no token of it: %j', async (text) => {
  const { folder, path } = await openFolder()
  const first = createApiClientStore(path, log)
  await first.put(CLIENT)
  await first.close()
  for (const turn of [1, 2]) {
    await writeFile(path, text)
    const store = createApiClientStore(path, log)
    expect(store.wasBroken).toBe(true)
    expect(store.list()).toEqual([])
    await store.put({ ...CLIENT, name: `After ${turn}` })
    await store.close()
  }
  expect((await readdir(join(folder, 'state'))).toSorted()).toEqual(['api-clients.json', 'api-clients.json.broken', 'api-clients.json.broken-2'])
  expect(await readFile(`${path}.broken`, 'utf8')).toBe(text)
  expect(warned).toContain('api.clients-broken')
})
