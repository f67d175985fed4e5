import { fork } from 'node:child_process'
import { once } from 'node:events'
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Download } from '../../../src/contract/models.ts'
import { modelBytes } from './model-bytes.ts'
import { serveModels } from './model-server.ts'
import type { ModelServer } from './model-server.ts'
import { isEnded, startRig } from './rig.ts'

const MODEL = modelBytes(4_000_000)
const KILLS = 4
let server: ModelServer
let folder: string

beforeEach(async () => {
  server = await serveModels()
  server.files.set('/tiny.gguf', MODEL)
  folder = mkdtempSync(join(tmpdir(), 'freehold-killed-'))
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const startChild = () => {
  const child = fork(fileURLToPath(new URL('killed-child.ts', import.meta.url)), [folder, `${server.url}/tiny.gguf`], { stdio: 'inherit' })
  const told: Download[] = []
  child.on('message', (list) => void told.push(...(list as readonly Download[])))
  return { child, told }
}

/** By the note of the download, as a kill left it. */
const keptBytes = (): number => {
  const [id = ''] = readdirSync(join(folder, '.downloads'))
  const { files } = JSON.parse(readFileSync(join(folder, '.downloads', id, '.note.json'), 'utf8')) as { readonly files: readonly { readonly pieces: readonly number[] }[] }
  return files.flatMap(({ pieces }) => pieces).reduce((bytes, piece) => bytes + piece, 0)
}

it('goes on where it was after each of several kills, and the file is right', async () => {
  server.misbehave(({ method }) => (method === 'GET' ? { type: 'slow', bytesPerSecond: 200_000 } : null))
  const kept: number[] = []
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, told } = startChild()
    const first = (): Download | undefined => told.find(({ state }) => state === 'coming')
    // At whatever it does just then: more of it each time.
    while ((told.at(-1)?.receivedBytes ?? 0) - (first()?.receivedBytes ?? Number.POSITIVE_INFINITY) < 250_000 + kill * 61_000) await sleep(5)
    child.kill('SIGKILL')
    await once(child, 'exit')
    // It began with what the one before it had kept.
    expect(first()?.receivedBytes).toBeGreaterThanOrEqual(kept.at(-1) ?? 0)
    kept.push(keptBytes())
    // A half file is never among the models.
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([])
  }
  expect(kept).toEqual(kept.toSorted((one, other) => one - other))
  expect(kept.at(-1)).toBeGreaterThan(300_000)
  server.misbehave(() => null)
  const sent = server.sentBytes()
  const { child, told } = startChild()
  await once(child, 'exit')
  expect(told.at(-1)).toMatchObject({ state: 'done', receivedBytes: MODEL.length })
  expect(readFileSync(join(folder, 'tiny.gguf')).equals(MODEL)).toBe(true)
  expect(readdirSync(folder)).toEqual(['tiny.gguf'])
  // Nothing came twice of what stood in the last note.
  expect(server.sentBytes() - sent).toBe(MODEL.length - (kept.at(-1) ?? 0))
}, 240_000)

it.each(['before it had its name', 'while it had both names', 'after it had its name'])('puts what was whole among the models after a kill %s', async (when) => {
  const half = join(folder, '.downloads', 'abc', 'tiny.gguf')
  const url = `${server.url}/tiny.gguf`
  mkdirSync(join(folder, '.downloads', 'abc'), { recursive: true })
  writeFileSync(half, MODEL)
  const file = { fileName: 'tiny.gguf', urls: [url], at: 0, sizeBytes: MODEL.length, sha256: null, validator: null, pieceBytes: MODEL.length, pieces: [MODEL.length], isWhole: true }
  writeFileSync(join(folder, '.downloads', 'abc', '.note.json'), JSON.stringify({ version: 1, ref: url, key: url, name: 'tiny', withCredential: false, files: [file], paused: false, problem: null, failed: false }))
  if (when !== 'before it had its name') linkSync(half, join(folder, 'tiny.gguf'))
  if (when === 'after it had its name') unlinkSync(half)
  const rig = startRig({ folder })
  expect(await rig.until(isEnded)).toMatchObject({ state: 'done', receivedBytes: MODEL.length })
  await rig.close()
  expect(readdirSync(folder)).toEqual(['tiny.gguf'])
  expect(readFileSync(join(folder, 'tiny.gguf')).equals(MODEL)).toBe(true)
  expect(server.seen).toEqual([])
})

it('asks for nothing twice when its note is torn or of another kind: it leaves that alone', async () => {
  mkdirSync(join(folder, '.downloads', 'abc'), { recursive: true })
  writeFileSync(join(folder, '.downloads', 'abc', '.note.json'), '{"version":1,"ref"')
  const rig = startRig({ folder })
  const { downloadId } = await rig.downloads.pull(`${server.url}/tiny.gguf`)
  expect(await rig.until(isEnded, downloadId)).toMatchObject({ state: 'done' })
  expect(rig.downloads.list()).toHaveLength(1)
  await rig.close()
})
