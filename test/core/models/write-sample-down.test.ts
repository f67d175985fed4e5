import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDecoder } from '../../../src/main/adapters/decoder/index.ts'
import { createWorkFolder } from '../../../src/main/adapters/recordings-fs/index.ts'
import { createWhisperTranscriber } from '../../../src/main/adapters/whisper/index.ts'
import { createWriteSampleDown } from '../../../src/main/core/models/index.ts'
import type { Engines } from '../../../src/main/core/ports/index.ts'
import { modelAt, realEngines } from '../../engines.ts'

const DEMO = fileURLToPath(new URL('../../../resources/demo/', import.meta.url))
const signal = new AbortController().signal
let folder = ''
let engines: Engines
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-sample-'))
  engines = realEngines()
})
afterAll(async () => {
  await engines.close()
  await rm(folder, { recursive: true, force: true })
})

const write = (samples: readonly string[]) =>
  createWriteSampleDown({
    samples: async () => samples,
    decoder: createDecoder({ platform: process.platform, pathVariable: process.env['PATH'], tempFolder: folder }),
    transcriber: createWhisperTranscriber({ engines, threads: () => 0 }),
    workFolder: createWorkFolder(join(folder, 'work')),
    clock: { monotonic: () => performance.now() },
    newId: () => 'id',
  })

it('is measured on the real engine, and leaves nothing behind', { timeout: 120_000 }, async () => {
  const { speechSeconds, tookMs } = await write([join(DEMO, 'after-the-meeting.m4a')])(modelAt(join(DEMO, 'nanowhisper-en-q5_0.bin'), 'whisper'), 6, signal)
  expect(speechSeconds).toBe(6)
  expect(tookMs).toBeGreaterThan(0)
  expect(await readdir(join(folder, 'work'))).toEqual([])
})

it('says so when the sample is missing, and leaves nothing behind when it fails', { timeout: 120_000 }, async () => {
  const model = modelAt(join(DEMO, 'none.bin'), 'whisper')
  await expect(write([])(model, 6, signal)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(write([join(DEMO, 'after-the-meeting.m4a')])(model, 6, signal)).rejects.toMatchObject({ code: 'NO_MODEL' })
  expect(await readdir(join(folder, 'work'))).toEqual([])
})
