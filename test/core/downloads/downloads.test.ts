import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modelBytes, sha256 } from './model-bytes.ts'
import { serveModels } from './model-server.ts'
import type { ModelServer } from './model-server.ts'
import { everRises, isEnded, never, startRig } from './rig.ts'
import type { Rig, RigOptions } from './rig.ts'

const MODEL = modelBytes(1_000_000)
let server: ModelServer
let rig: Rig
const folders: string[] = []

beforeEach(async () => {
  server = await serveModels()
  server.files.set('/tiny.gguf', MODEL)
  server.repositories.set('own/tiny', { files: new Map([['tiny.gguf', MODEL], ['README.md', Buffer.from('read me')]]) })
})
afterEach(async () => {
  await rig.close()
  await server.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const start = (options: RigOptions = {}): Rig => {
  rig = startRig({ endpoint: server.url, ...options })
  return rig
}
const keptFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-downloads-'))
  folders.push(folder)
  return folder
}

describe('fetching a model', () => {
  it('from the hub: in parts, by leave for each hop, its checksum right, and whole before it is seen', async () => {
    start()
    const { downloadId } = await rig.downloads.pull('hf:own/tiny/tiny.gguf')
    expect(await rig.until(isEnded)).toMatchObject({ downloadId, state: 'done', name: 'tiny', fileName: 'tiny.gguf', receivedBytes: MODEL.length, sizeBytes: MODEL.length, problem: null, mirror: null })
    expect(rig.read('tiny.gguf').equals(MODEL)).toBe(true)
    expect([rig.models(), rig.halves()]).toEqual([['tiny.gguf'], []])
    // The hub, then where it leads; of one commit, so that all parts are of one file.
    expect(new Set(rig.rows.map(({ host }) => host))).toEqual(new Set(['127.0.0.1', 'localhost']))
    expect(rig.rows.every(({ rule, purpose, bytesOut, zone, end }) => rule === 'model' && purpose === 'model' && bytesOut === 0 && zone === 'mac' && end?.outcome === 'sent')).toBe(true)
    expect(server.seen.filter(({ method, path }) => method === 'GET' && path.startsWith('/own/')).every(({ path }) => path === `/own/tiny/resolve/${'c0ffee'.padEnd(40, '0')}/tiny.gguf`)).toBe(true)
    expect(server.sentBytes()).toBe(MODEL.length)
    expect(everRises(rig.told)).toBe(true)
  })

  it('from an address, and says that it is here when it is asked for again', async () => {
    start()
    await rig.downloads.pull(`${server.url}/tiny.gguf`)
    expect(await rig.until(isEnded)).toMatchObject({ state: 'done' })
    expect(rig.read('tiny.gguf').equals(MODEL)).toBe(true)
    await expect(rig.downloads.pull(`${server.url}/tiny.gguf`)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(rig.downloads.pull('hf:own/tiny/tiny.gguf')).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('once, however many windows ask at once', async () => {
    start()
    const asked = await Promise.all(['hf:own/tiny/tiny.gguf', 'hf:own/tiny/tiny.gguf', `https://huggingface.co/own/tiny/blob/main/tiny.gguf`].map((ref) => rig.downloads.pull(ref)))
    expect(new Set(asked.map(({ downloadId }) => downloadId)).size).toBe(1)
    await rig.until(isEnded)
    expect(server.sentBytes()).toBe(MODEL.length)
  })

  it('two at once, the others wait for their turn', async () => {
    start()
    for (const name of ['a', 'b', 'c', 'd']) server.files.set(`/${name}.gguf`, modelBytes(200_000, name.charCodeAt(0)))
    const asked = await Promise.all(['a', 'b', 'c', 'd'].map((name) => rig.downloads.pull(`${server.url}/${name}.gguf`)))
    expect(rig.downloads.list().filter(({ state }) => state === 'waiting')).toHaveLength(2)
    for (const { downloadId } of asked) expect((await rig.until(isEnded, downloadId)).state).toBe('done')
    expect(rig.models()).toEqual(['a.gguf', 'b.gguf', 'c.gguf', 'd.gguf'])
  })

  it('that is cut up: all parts as one download', async () => {
    start()
    const parts = [1, 2, 3].map((number) => [`big-0000${number}-of-00003.gguf`, modelBytes(150_000, number)] as const)
    server.repositories.set('own/big', { files: new Map(parts) })
    expect(await rig.downloads.lookUp('hf:own/big', never)).toMatchObject([{ ref: 'hf:own/big/big-00001-of-00003.gguf', sizeBytes: 450_000, sha256: null }])
    await rig.downloads.pull('hf:own/big/big-00001-of-00003.gguf')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'done', receivedBytes: 450_000, sizeBytes: 450_000 })
    for (const [name, bytes] of parts) expect(rig.read(name).equals(bytes)).toBe(true)
  })

  it('that nobody knows of is refused in words', async () => {
    start()
    await expect(rig.downloads.pull('not a model')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await rig.downloads.pull('hf:own/tiny/other.gguf')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'failed', problem: { code: 'NOT_FOUND' } })
  })
})

describe('looking up', () => {
  it('lists what a repository holds, with size, checksum and licence', async () => {
    start()
    expect(await rig.downloads.lookUp('hf:own/tiny', never)).toEqual([{ ref: 'hf:own/tiny/tiny.gguf', name: 'tiny', fileName: 'tiny.gguf', sizeBytes: MODEL.length, sha256: sha256(MODEL), licence: 'apache-2.0', wantsCredential: null, source: 'hf:own/tiny/tiny.gguf' }])
    expect(await rig.downloads.lookUp(`${server.url}/tiny.gguf`, never)).toMatchObject([{ sizeBytes: MODEL.length, sha256: null, fileName: 'tiny.gguf' }])
    expect(server.sentBytes()).toBe(0)
    await expect(rig.downloads.lookUp('hf:own/none', never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(rig.downloads.lookUp(`${server.url}/none.gguf`, never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('says that a gated one wants a token', async () => {
    start()
    server.repositories.set('own/closed', { files: new Map([['closed.gguf', MODEL]]), token: 'hf_planted' })
    expect(await rig.downloads.lookUp('hf:own/closed', never)).toMatchObject([{ wantsCredential: 'huggingface' }])
  })
})

describe('a gated model', () => {
  it('asks for a token, and takes it once it is there', async () => {
    const tokens: Record<string, string> = {}
    start({ tokens })
    server.repositories.set('own/closed', { files: new Map([['closed.gguf', MODEL]]), token: 'hf_planted' })
    const { downloadId } = await rig.downloads.pull('hf:own/closed/closed.gguf')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'failed', wantsCredential: 'huggingface', problem: { code: 'NO_KEY' } })
    tokens['huggingface'] = 'hf_planted'
    await rig.downloads.resume(downloadId)
    expect(await rig.until(({ state }) => state === 'done' || state === 'failed')).toMatchObject({ state: 'done', wantsCredential: null })
    // The token is for the hub alone, and not for where that leads.
    expect(server.seen.filter(({ path }) => path.startsWith('/cdn/')).every(({ token, host }) => token === null && host.startsWith('localhost'))).toBe(true)
    expect(JSON.stringify([rig.rows, rig.told])).not.toContain('hf_planted')
  })

  it('says that a token is not taken', async () => {
    start({ tokens: { huggingface: 'hf_other' } })
    server.repositories.set('own/closed', { files: new Map([['closed.gguf', MODEL]]), token: 'hf_planted' })
    await rig.downloads.pull('hf:own/closed/closed.gguf')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'failed', wantsCredential: 'huggingface', problem: { code: 'BAD_KEY' } })
  })
})

describe('what a person does meanwhile', () => {
  const slow = () => server.misbehave(({ method }) => (method === 'GET' ? { type: 'slow', bytesPerSecond: 200_000 } : null))

  it('pauses, resumes, and nothing comes twice', async () => {
    start()
    slow()
    const { downloadId } = await rig.downloads.pull(`${server.url}/tiny.gguf`)
    await rig.until(({ receivedBytes }) => receivedBytes > 200_000)
    await rig.downloads.pause(downloadId)
    const { receivedBytes } = rig.one()
    const sent = server.sentBytes()
    expect(rig.one()).toMatchObject({ state: 'paused', bytesPerSecond: null })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([rig.one().receivedBytes, server.sentBytes()]).toEqual([receivedBytes, sent])
    server.misbehave(() => null)
    await rig.downloads.resume(downloadId)
    expect(await rig.until(({ state }) => state === 'done' || state === 'failed')).toMatchObject({ state: 'done' })
    expect(rig.read('tiny.gguf').equals(MODEL)).toBe(true)
    // What was on its way when it was paused, and no more.
    expect(server.sentBytes() - MODEL.length).toBeLessThanOrEqual(sent - receivedBytes)
    expect(everRises(rig.told)).toBe(true)
  })

  it('cancels: nothing of it is left', async () => {
    start()
    slow()
    const { downloadId } = await rig.downloads.pull(`${server.url}/tiny.gguf`)
    await rig.until(({ receivedBytes }) => receivedBytes > 100_000)
    await rig.downloads.cancel(downloadId)
    expect([rig.downloads.list(), rig.models(), rig.halves()]).toEqual([[], [], []])
    await expect(rig.downloads.resume(downloadId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('ends the host, and it goes on at the next start, but for what was paused', async () => {
    const folder = keptFolder()
    server.files.set('/paused.gguf', modelBytes(500_000, 7))
    start({ folder })
    slow()
    const { downloadId } = await rig.downloads.pull(`${server.url}/tiny.gguf`)
    const paused = await rig.downloads.pull(`${server.url}/paused.gguf`)
    await rig.until(({ receivedBytes }) => receivedBytes > 200_000, downloadId)
    await rig.until(({ receivedBytes }) => receivedBytes > 50_000, paused.downloadId)
    await rig.downloads.pause(paused.downloadId)
    await rig.close()
    const before = server.sentBytes()
    server.misbehave(() => null)
    start({ folder })
    expect(await rig.until(isEnded, downloadId)).toMatchObject({ state: 'done' })
    expect(rig.one(paused.downloadId).state).toBe('paused')
    expect(server.sentBytes() - before).toBeLessThan(MODEL.length - 100_000)
    expect(rig.read('tiny.gguf').equals(MODEL)).toBe(true)
  })

  it('turns Local only on: it stops at once, is kept, and goes on when that is over', async () => {
    start()
    slow()
    const { downloadId } = await rig.downloads.pull(`${server.url}/tiny.gguf`)
    await rig.until(({ receivedBytes }) => receivedBytes > 100_000)
    await rig.routing.setLocalOnly(true, never)
    expect(await rig.until(isEnded)).toMatchObject({ state: 'paused', problem: { code: 'LOCAL_ONLY' } })
    expect(rig.one().receivedBytes).toBeGreaterThan(100_000)
    await rig.downloads.resume(downloadId)
    expect(await rig.until(isEnded)).toMatchObject({ state: 'paused', problem: { code: 'LOCAL_ONLY' } })
    expect(rig.rows.at(-1)).toMatchObject({ outcome: 'kept', rule: 'local-only' })
    await rig.routing.setLocalOnly(false, never)
    server.misbehave(() => null)
    await rig.downloads.resume(downloadId)
    expect(await rig.until(({ state }) => state === 'done')).toMatchObject({ problem: null })
  })

  it('sees how fast it comes and how long it takes, at most four times a second', async () => {
    start()
    slow()
    let calls = 0
    rig.downloads.onChange(() => void (calls += 1))
    const startedMs = performance.now()
    await rig.downloads.pull(`${server.url}/tiny.gguf`)
    const coming = await rig.until(({ secondsLeft, receivedBytes }) => secondsLeft !== null && receivedBytes > 300_000)
    expect(coming.bytesPerSecond).toBeGreaterThan(0)
    expect(coming.secondsLeft).toBeGreaterThan(0)
    await rig.until(isEnded)
    expect(calls).toBeLessThanOrEqual((performance.now() - startedMs) / 250 + 2)
  })
})

describe('taking in a file', () => {
  it('copies one of this machine, and leaves it where it was', async () => {
    start()
    const folder = keptFolder()
    const path = join(folder, 'mine.gguf')
    writeFileSync(path, MODEL)
    expect(await rig.downloads.addFile(path, never)).toEqual({ path: join(rig.folder, 'mine.gguf') })
    expect(rig.read('mine.gguf').equals(MODEL)).toBe(true)
    await expect(rig.downloads.addFile(path, never)).rejects.toMatchObject({ code: 'CONFLICT' })
    writeFileSync(path, modelBytes(1_000_000, 9))
    expect(await rig.downloads.addFile(path, never)).toEqual({ path: join(rig.folder, 'mine 2.gguf') })
    writeFileSync(path, 'no model')
    await expect(rig.downloads.addFile(path, never)).rejects.toMatchObject({ code: 'WRONG_FILE' })
    await expect(rig.downloads.addFile(folder, never)).rejects.toMatchObject({ code: 'WRONG_FILE' })
    await expect(rig.downloads.addFile(join(folder, 'none.gguf'), never)).rejects.toMatchObject({ code: 'FILE_GONE' })
    expect([rig.models(), rig.halves()]).toEqual([['mine 2.gguf', 'mine.gguf'], []])
  })

  it('takes what a browser sends, and nothing of what breaks off', async () => {
    start()
    const body = async function* (bytes: Buffer) {
      for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000)
    }
    expect(await rig.downloads.receive({ name: '../sent.gguf', sizeBytes: MODEL.length, body: body(MODEL), signal: never })).toEqual({ path: join(rig.folder, 'sent.gguf') })
    expect(rig.read('sent.gguf').equals(MODEL)).toBe(true)
    await expect(rig.downloads.receive({ name: 'half.gguf', sizeBytes: MODEL.length, body: body(MODEL.subarray(0, 400_000)), signal: never })).rejects.toMatchObject({ code: 'WRONG_FILE' })
    await expect(rig.downloads.receive({ name: 'half.gguf', sizeBytes: null, body: body(MODEL.subarray(0, 400_000)), signal: never })).rejects.toMatchObject({ code: 'WRONG_FILE' })
    const leaving = new AbortController()
    const broken = async function* () {
      yield MODEL.subarray(0, 1000)
      leaving.abort()
      yield MODEL.subarray(1000)
    }
    await expect(rig.downloads.receive({ name: 'left.gguf', sizeBytes: null, body: broken(), signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect([rig.models(), rig.halves()]).toEqual([['sent.gguf'], []])
  })
})
