import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CatalogueModel } from '../../../src/contract/models.ts'
import { expectNothing, expectWhole, HUB, MODEL, onParts, pull, rig, server, start, useServer } from './from-server.ts'
import { modelBytes, sha256 } from './model-bytes.ts'
import { isEnded } from './rig.ts'

useServer()

describe('mirrors', () => {
  const offered = (more: Partial<CatalogueModel> = {}): CatalogueModel => ({ id: 'tiny', name: 'Tiny', kind: 'language', source: HUB, mirrors: [`${server.otherUrl}/mirror/tiny.gguf`], fileName: 'tiny-of-ours.gguf', sizeBytes: MODEL.length, sha256: sha256(MODEL), licence: 'MIT', languages: ['en'], goodFor: 'Tests.', gated: false, recommendedGigabytes: [], ...more })
  beforeEach(() => void server.files.set('/mirror/tiny.gguf', MODEL))

  it('are asked where the source does not have it, and that is told', async () => {
    start({ offered: [offered()] })
    server.repositories.clear()
    await rig.downloads.pull('tiny')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'done', name: 'Tiny', ref: 'tiny', mirror: 'localhost' })
    expectWhole('tiny-of-ours.gguf')
  })

  it('take over in the middle, and what came is kept', async () => {
    start({ offered: [offered()] })
    onParts((number) => (number > 5 ? { type: 'status', status: 404 } : null))
    expect(await pull('tiny')).toMatchObject({ state: 'done', mirror: 'localhost' })
    expectWhole('tiny-of-ours.gguf')
    expect(server.sentBytes()).toBeLessThan(MODEL.length * 1.3)
  })

  it('are asked once more where the checksum is wrong', async () => {
    start({ offered: [offered()] })
    server.misbehave(({ method, path }) => (method === 'GET' && path.startsWith('/cdn/') ? { type: 'wrong-bytes' } : null))
    expect(await pull('tiny')).toMatchObject({ state: 'done', mirror: 'localhost' })
    expectWhole('tiny-of-ours.gguf')
  })

  it('that are wrong as well: it is not taken', async () => {
    start({ offered: [offered()] })
    server.misbehave(({ method, path }) => (method === 'GET' && !path.startsWith('/own/') ? { type: 'wrong-bytes' } : null))
    expect(await pull('tiny')).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE', message: expect.stringContaining('checksum') } })
    expectNothing()
  })

  it('get no token', async () => {
    start({ offered: [offered({ gated: true })], tokens: { huggingface: 'hf_planted' } })
    server.repositories.set('own/tiny', { files: new Map([['tiny.gguf', MODEL]]), token: 'hf_planted' })
    onParts((number) => (number > 3 ? { type: 'status', status: 404 } : null))
    expect(await pull('tiny')).toMatchObject({ state: 'done' })
    expect(server.seen.some(({ path, token }) => path.startsWith('/own/') && token === 'Bearer hf_planted')).toBe(true)
    expect(server.seen.filter(({ path }) => !path.startsWith('/own/')).every(({ token }) => token === null)).toBe(true)
  })

  it('of a file that is another one at its source by now', async () => {
    start({ offered: [offered(), offered({ id: 'lone', mirrors: [] })] })
    server.repositories.set('own/tiny', { files: new Map([['tiny.gguf', modelBytes(800_000, 3)]]) })
    expect(await pull('tiny')).toMatchObject({ state: 'done', mirror: 'localhost' })
    expectWhole('tiny-of-ours.gguf')
    rmSync(join(rig.folder, 'tiny-of-ours.gguf'))
    expect(await pull('lone')).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE' } })
  })
})

describe('the disk', () => {
  it('is looked at before: it waits for room, and goes on when there is some', async () => {
    let freeBytes = 900_000
    start({ freeBytes: () => freeBytes })
    expect(await pull(HUB)).toMatchObject({ state: 'paused', problem: { code: 'DISK_FULL', message: expect.stringMatching(/needs 2 MB more/) } })
    expect(server.sentBytes()).toBe(0)
    freeBytes = 5_000_000
    await rig.downloads.resume(rig.one().downloadId)
    expect(await rig.until(({ state }) => state === 'done')).toBeTruthy()
  })

  it('is never written over: a name that was taken meanwhile gets a number', async () => {
    start()
    onParts(() => ({ type: 'slow', bytesPerSecond: 400_000 }))
    await rig.downloads.pull(HUB)
    await rig.until(({ receivedBytes }) => receivedBytes > 100_000)
    writeFileSync(join(rig.folder, 'tiny.gguf'), 'mine')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'done' })
    expect(rig.read('tiny.gguf').toString()).toBe('mine')
    expect(rig.read('tiny 2.gguf').equals(MODEL)).toBe(true)
  })

  it('from which somebody took the half file away: it comes anew', async () => {
    start()
    onParts(() => ({ type: 'slow', bytesPerSecond: 400_000 }))
    const { downloadId } = await rig.downloads.pull(HUB)
    await rig.until(({ receivedBytes }) => receivedBytes > 100_000)
    await rig.downloads.pause(downloadId)
    const half = join(rig.folder, '.downloads', downloadId, 'tiny.gguf')
    expect(existsSync(half)).toBe(true)
    rmSync(half)
    server.misbehave(() => null)
    await rig.downloads.resume(downloadId)
    expect(await rig.until(({ state }) => state === 'done' || state === 'failed')).toMatchObject({ state: 'done' })
    expect(rig.read('tiny.gguf').equals(MODEL)).toBe(true)
  })
})
