import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { modelBytes } from './model-bytes.ts'
import { serveModels } from './model-server.ts'
import type { ModelServer } from './model-server.ts'
import { isEnded, never, startRig } from './rig.ts'
import type { Rig } from './rig.ts'

const MODEL = modelBytes(1_500_000)

/** A disk of 2 MB; null where this user may mount none. */
const mountSmall = (): string | null => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-small-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

const small = mountSmall()
let server: ModelServer
let rig: Rig
beforeAll(async () => {
  server = await serveModels()
  server.files.set('/tiny.gguf', MODEL)
})
afterEach(async () => rig.close())
afterAll(async () => {
  await server.close()
  if (small === null) return
  execFileSync('umount', [small])
  rmSync(small, { recursive: true })
})

it.skipIf(small === null)('pauses on a disk that fills up while it comes, keeps what came, and goes on when there is room', async () => {
  const folder = small ?? ''
  const other = join(folder, 'other.txt')
  rig = startRig({ folder, endpoint: server.url })
  server.misbehave(({ method }) => (method === 'GET' ? { type: 'slow', bytesPerSecond: 400_000 } : null))
  const { downloadId } = await rig.downloads.pull(`${server.url}/tiny.gguf`)
  await rig.until(({ receivedBytes }) => receivedBytes > 200_000)
  // Somebody else takes the room.
  writeFileSync(other, Buffer.alloc(1_200_000))
  const full = await rig.until(isEnded)
  expect(full).toMatchObject({ state: 'paused', problem: { code: 'DISK_FULL' } })
  expect(full.receivedBytes).toBeGreaterThan(200_000)
  expect(rig.models()).toEqual(['other.txt'])
  await rig.downloads.resume(downloadId)
  expect(await rig.until(isEnded)).toMatchObject({ state: 'paused', problem: { code: 'DISK_FULL' } })
  unlinkSync(other)
  const sent = server.sentBytes()
  server.misbehave(() => null)
  await rig.downloads.resume(downloadId)
  expect(await rig.until(({ state }) => state === 'done' || state === 'failed')).toMatchObject({ state: 'done' })
  expect(readFileSync(join(folder, 'tiny.gguf')).equals(MODEL)).toBe(true)
  expect(server.sentBytes() - sent).toBeLessThan(MODEL.length - 150_000)
})

it.skipIf(small === null)('refuses what does not fit, before a byte of it comes; and a file of this machine that does not', async () => {
  rig = startRig({ folder: small ?? '', endpoint: server.url })
  const sent = server.sentBytes()
  server.files.set('/large.gguf', modelBytes(3_000_000))
  const { downloadId } = await rig.downloads.pull(`${server.url}/large.gguf`)
  expect(await rig.until(isEnded, downloadId)).toMatchObject({ state: 'paused', problem: { code: 'DISK_FULL' } })
  expect(server.sentBytes()).toBe(sent)
  await rig.downloads.cancel(downloadId)
  const elsewhere = mkdtempSync(join(tmpdir(), 'freehold-large-'))
  writeFileSync(join(elsewhere, 'large.gguf'), modelBytes(3_000_000))
  await expect(rig.downloads.addFile(join(elsewhere, 'large.gguf'), never)).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect(rig.halves()).toEqual([])
  rmSync(elsewhere, { recursive: true })
})
