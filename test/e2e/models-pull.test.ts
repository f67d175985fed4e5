import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { modelBytes, sha256 } from '../core/downloads/model-bytes.ts'
import { missing } from '../shared.ts'
import { startTraced } from './gate-rig.ts'
import { asAsked, asSeen, createModelsHome, entry, fetchRows, MAKER, STORY, untilDownload, untilModels } from './models-rig.ts'
import type { ModelsRig } from './models-rig.ts'
import { runCli } from './run-cli.ts'
import { startHost } from './start-host.ts'

const LONGEST_MS = 120_000
const TOKEN = 'hf_Planted4Tz8Rw1Xq2Vb9Lm'

let rig: ModelsRig
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const prepare = async (options?: Parameters<typeof createModelsHome>[0]): Promise<ModelsRig> => {
  rig = await createModelsHome(options)
  ends.push(rig.close)
  return rig
}
const start = async () => {
  const host = await startHost(rig.home)
  const { api, close } = await host.connect()
  ends.push(() => host.stop(), close)
  return { host, api }
}

describe.skipIf(missing(`models/${STORY}.gguf`))('fetching models with the built program', { timeout: LONGEST_MS }, () => {
  it('is one command: it says how far it is, ends with 0 or 1, and each request stands in the record', async () => {
    const { home, server, own } = await prepare()
    const first = await runCli(home, ['models', 'pull', STORY])
    expect(first).toMatchObject({ code: 0, out: '' })
    expect(first.err).toMatch(/Tiny stories: (asking|100%|checking|here)[^]*Tiny stories is here\.\n$/)
    expect(sha256(readFileSync(join(own, `${STORY}.gguf`)))).toBe(sha256(server.repositories.get(MAKER)?.files.get(`${STORY}.gguf`) ?? Buffer.alloc(0)))
    expect(await runCli(home, ['models', 'pull', STORY])).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`${STORY}.gguf is on this machine already.`) as string })

    const { api } = await start()
    const rows = await fetchRows(api)
    expect(rows.map(asSeen)).toEqual(server.seen.map(asAsked))
    expect(rows.length).toBeGreaterThan(2)
    for (const row of rows) expect(row).toMatchObject({ feature: 'models', purpose: 'model', zone: 'mac', rule: 'model' })
    const gone = await runCli(home, ['models', 'pull', '--json', `hf:${MAKER}/nothing.gguf`])
    expect(gone).toMatchObject({ code: 1, err: '' })
    const told = gone.out.trim().split('\n').map((line) => JSON.parse(line) as { readonly state: string })
    expect(told.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'NOT_FOUND' } })
    expect((await fetchRows(api)).map(asSeen)).toEqual(server.seen.map(asAsked))
  })

  it('ends quietly when it is told to while it waits for a host that runs', async () => {
    const { home, server } = await prepare()
    server.misbehave(() => ({ type: 'slow', bytesPerSecond: 20_000 }))
    const { api } = await start()
    const child = spawn(process.execPath, [home.cli, 'models', 'pull', STORY], { cwd: home.folder, env: home.env, stdio: ['ignore', 'ignore', 'pipe'] })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    await untilModels(api, ({ downloads }) => downloads.some(({ state }) => state === 'coming'))
    child.kill('SIGTERM')
    expect({ ended: await once(child, 'close'), err }).toEqual({ ended: [130, null], err: expect.not.stringContaining('    at ') as string })
  })

  it('goes on after kill -9 where it was, and after Local only where that is lifted', async () => {
    const bytes = modelBytes(12_000_000)
    const { server, own } = await prepare()
    server.repositories.set('maker/large', { files: new Map([['large.gguf', bytes]]) })
    server.misbehave(({ path, method }) => (path.startsWith('/cdn/') && method === 'GET' ? { type: 'slow', bytesPerSecond: 1_500_000 } : null))
    const { host, api } = await start()
    const { downloadId } = await api.models.pull({ ref: 'hf:maker/large/large.gguf' })
    expect(await api.models.pull({ ref: 'hf:maker/large/large.gguf' })).toEqual({ downloadId })
    await untilDownload(api, downloadId, ({ receivedBytes }) => receivedBytes > 4_000_000)
    await host.stop('SIGKILL')
    const before = server.seen.length

    const { api: next } = await start()
    const again = await untilDownload(next, downloadId, ({ state, receivedBytes }) => state === 'coming' && receivedBytes > 0)
    expect(again.receivedBytes).toBeGreaterThan(1_000_000)
    const [from = 0] = server.seen.slice(before).filter(({ method }) => method === 'GET').map(({ range }) => Number(/^bytes=(\d+)/.exec(range ?? '')?.[1] ?? 0))
    expect(from).toBeGreaterThan(1_000_000)

    await next.settings.set({ path: 'privacy.localOnly', value: true })
    const paused = await untilDownload(next, downloadId, ({ state }) => state === 'paused')
    expect(paused.problem).toMatchObject({ code: 'LOCAL_ONLY', message: 'Local only is on, so no model is fetched. What came is kept.' })
    const asked = server.seen.length
    await expect(next.models.lookUp({ ref: `hf:${MAKER}` })).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    await sleep(300)
    expect(server.seen).toHaveLength(asked)

    await next.settings.set({ path: 'privacy.localOnly', value: false })
    server.misbehave(() => null)
    await next.models.resume({ downloadId })
    await untilDownload(next, downloadId, ({ state }) => state === 'done')
    expect((await next.models.state({})).installed.map(({ id }) => id)).toContain('large')
    expect(sha256(readFileSync(join(own, 'large.gguf')))).toBe(sha256(bytes))
    // What was under way at the kill and at the switch comes twice, and no more of it.
    expect(server.sentBytes()).toBeLessThan(bytes.length * 1.7)
    expect(readdirSync(own)).toEqual(['large.gguf'])
  })

  it('asks for a token where a repository is closed, and takes no other file than the one that was meant', async () => {
    const bytes = modelBytes(300_000)
    const { home, server, own } = await prepare({ catalogue: entry({ id: 'other', name: 'Another', source: 'hf:maker/other/other.gguf', sizeBytes: 300_000, more: `, sha256: ${'ab'.repeat(32)}` }) })
    server.repositories.set('maker/closed', { files: new Map([['closed.gguf', bytes]]), token: TOKEN })
    server.repositories.set('maker/open', { files: new Map([['open.gguf', bytes]]) })
    server.repositories.set('maker/other', { files: new Map([['other.gguf', bytes]]) })
    server.misbehave(({ path }) => (path.startsWith('/cdn/maker/open/') ? { type: 'wrong-bytes' } : null))
    const host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
    ends.push(host.stop)
    const { api } = host
    const closed = await runCli(home, ['models', 'pull', 'hf:maker/closed/closed.gguf'])
    expect(closed.code).toBe(1)
    expect(closed.err).toContain('Store a token: freehold credentials set "huggingface"')
    await api.credentials.set({ name: 'huggingface', value: TOKEN })
    expect(await runCli(home, ['models', 'pull', 'hf:maker/closed/closed.gguf'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(own, 'closed.gguf')).equals(bytes)).toBe(true)
    // To the hub alone, never to where its files lie.
    expect(server.seen.filter(({ token }) => token !== null).every(({ path }) => !path.startsWith('/cdn/'))).toBe(true)

    const wrong = await runCli(home, ['models', 'pull', 'hf:maker/open/open.gguf'])
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/checksum differs\. It was thrown away/) as string })
    expect(await runCli(home, ['models', 'pull', 'other'])).toMatchObject({ code: 1, err: expect.stringContaining('is not the one of the catalogue any more') as string })
    expect(readdirSync(own).filter((name) => !name.startsWith('.'))).toEqual(['closed.gguf'])
    expect((await fetchRows(api)).map(asSeen)).toEqual(server.seen.map(asAsked))
  })
})
