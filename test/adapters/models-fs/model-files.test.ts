import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createModelFiles, createReadModelShape, createRemoveModelFile } from '../../../src/main/adapters/models-fs/index.ts'
import type { ModelFiles } from '../../../src/main/adapters/models-fs/index.ts'
import { modelBytes } from '../../core/downloads/model-bytes.ts'
import { missing, shared } from '../../shared.ts'

const DEMO = fileURLToPath(new URL('../../../resources/demo', import.meta.url))
const BUNDLED = fileURLToPath(new URL('../../../resources/models', import.meta.url))
const WHISPER = join(DEMO, 'nanowhisper-en-q5_0.bin')

const signal = new AbortController().signal
let folder = ''
let files: ModelFiles | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-models-'))
})
afterEach(async () => {
  await files?.close()
  await rm(folder, { recursive: true, force: true })
})

const start = async (more: Partial<Parameters<typeof createModelFiles>[0]> = {}): Promise<ModelFiles> => {
  files = await createModelFiles({ folders: [folder], bundledFolder: join(folder, 'none'), demoFolder: join(folder, 'none'), settleMs: 50, rescanMs: 60_000, signal, ...more })
  return files
}
const summary = (found: ModelFiles): Readonly<Record<string, string>> => Object.fromEntries(found.current().map(({ id, kind, fault }) => [id, fault ?? kind]))

describe('model files', () => {
  it.skipIf(missing('models/stories260K-f32.gguf'))('are told apart by content, whatever they are called', async () => {
    for (const name of ['stories260K-f32.gguf', 'embed-static-64d-f16.gguf', 'vocab-gpt-2.gguf', 'silero-vad-v6.2.0.bin']) await symlink(shared(`models/${name}`), join(folder, name))
    await symlink(WHISPER, join(folder, 'renamed.dat'))
    await writeFile(join(folder, 'notes.txt'), 'no model')
    expect(summary(await start())).toEqual({
      'stories260K-f32': 'language',
      'embed-static-64d-f16': 'embedding',
      'vocab-gpt-2': 'The file holds only a vocabulary, no model.',
      'silero-vad-v6.2.0': 'vad',
      'renamed.dat': 'whisper',
    })
  })

  it('know the tables of a Parakeet file', async () => {
    const numbers = (...values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer)
    const head = [8192, 5000, 1024, 8, 24, 128, 1, 512, 8, 256, 9, 640, 2, 5, 10]
    const tensor = Buffer.concat([numbers(1, 1, 0, 2), Buffer.from('w'), numbers(0, 0)])
    const tables = [Buffer.from('lmgg'), numbers(...head), numbers(128, 1), Buffer.alloc(512), numbers(2), Buffer.alloc(8), Buffer.alloc(20), numbers(1, 2), Buffer.from('ab'), tensor]
    await writeFile(join(folder, 'p.bin'), Buffer.concat(tables))
    expect(summary(await start())).toEqual({ p: 'parakeet' })
  })

  it('are faulty when cut short anywhere, empty, zero-filled or random', async () => {
    const whisper = await readFile(WHISPER)
    for (const bytes of [6, 300, 70_000, 700_000, whisper.length - 1]) await writeFile(join(folder, `cut-${bytes}.bin`), whisper.subarray(0, bytes))
    await writeFile(join(folder, 'empty.bin'), '')
    await writeFile(join(folder, 'zero.gguf'), Buffer.alloc(100_000))
    await writeFile(join(folder, 'random.bin'), randomBytes(100_000))
    await writeFile(join(folder, 'random-behind-magic.bin'), Buffer.concat([Buffer.from('lmgg'), randomBytes(100_000)]))
    await writeFile(join(folder, 'random-behind-magic.gguf'), Buffer.concat([Buffer.from('GGUF\u0003\0\0\0'), randomBytes(100_000)]))
    const found = (await start()).current()
    expect(found).toHaveLength(10)
    for (const { id, fault } of found) expect(fault, id).toMatch(/^The file .+\.$/)
  })

  it.skipIf(missing('models/stories260K-f32.gguf'))('are faulty when a language model lacks its last byte', async () => {
    const path = join(folder, 'cut.gguf')
    await copyFile(shared('models/stories260K-f32.gguf'), path)
    await rm(path)
    await writeFile(path, (await readFile(shared('models/stories260K-f32.gguf'))).subarray(0, 1_185_536 - 64))
    expect(summary(await start())['cut']).toMatch(/cut short/)
  })

  it('are seen while they are copied in, and taken when complete', async () => {
    const found = await start()
    const whisper = await readFile(WHISPER)
    const file = await open(join(folder, 'new.bin'), 'w')
    await file.write(whisper.subarray(0, 1_000_000))
    await vi.waitFor(() => expect(summary(found)['new']).toMatch(/cut short/), 5_000)
    const changed = vi.fn()
    found.onChange(changed)
    await file.write(whisper.subarray(1_000_000))
    await file.close()
    await vi.waitFor(() => expect(summary(found)).toEqual({ new: 'whisper' }), 5_000)
    expect(changed).toHaveBeenCalled()
    await truncate(join(folder, 'new.bin'), 10)
    await vi.waitFor(() => expect(summary(found)['new']).toMatch(/cut short/), 5_000)
  })

  it('are found in a folder that appears later', async () => {
    const found = await start({ folders: [join(folder, 'later/models')], rescanMs: 100 })
    await mkdir(join(folder, 'later/models'), { recursive: true })
    await copyFile(WHISPER, join(folder, 'later/models/w.bin'))
    await vi.waitFor(() => expect(summary(found)).toEqual({ w: 'whisper' }), 5_000)
  })

  it('have names of their own, and only the copy that ships is a demo', async () => {
    await copyFile(WHISPER, join(folder, 'nanowhisper-en-q5_0.bin'))
    const found = await start({ bundledFolder: BUNDLED, demoFolder: DEMO })
    expect(found.current().map(({ id, demo }) => [id, demo])).toEqual([
      ['nanowhisper-en-q5_0', false],
      ['silero-vad-v6.2.0', false],
      ['nanowhisper-en-q5_0-2', true],
    ])
  })

  it('are found once when links lead to them twice or in a circle', async () => {
    await symlink(WHISPER, join(folder, 'a.bin'))
    await symlink(WHISPER, join(folder, 'b.bin'))
    await symlink(folder, join(folder, 'circle'))
    expect(summary(await start())).toEqual({ a: 'whisper' })
  })

  it('are one where a model is cut up: as large as its parts, with a fault while one of them is missing or cut short', async () => {
    const part = (number: number): string => join(folder, `big-0000${number}-of-00003.gguf`)
    const whole = modelBytes(40_000)
    await writeFile(part(1), whole)
    await writeFile(part(2), whole)
    const found = await start()
    expect(found.current()).toMatchObject([{ id: 'big-00001-of-00003', sizeBytes: 80_000, fault: 'A part of this model is missing.' }])
    await writeFile(part(3), whole.subarray(0, 30_000))
    await found.refresh(signal)
    expect(found.current()).toMatchObject([{ fault: expect.stringMatching(/cut short/) as string }])
    await writeFile(part(3), whole)
    await found.refresh(signal)
    expect(found.current()).toMatchObject([{ id: 'big-00001-of-00003', sizeBytes: 120_000, fault: null }])
    expect(createReadModelShape()(part(1))?.fileBytes).toBe(120_000)
    await createRemoveModelFile(folder)(part(1))
    await found.refresh(signal)
    expect([found.current(), await readdir(folder)]).toEqual([[], []])
  })

  it('are heard of in a folder of the person that lies in a hidden one', async () => {
    const hidden = join(folder, '.kept', 'models')
    await mkdir(hidden, { recursive: true })
    const found = await start({ folders: [hidden] })
    // Again and again, for the watch takes a moment to begin.
    await vi.waitFor(
      async () => {
        await copyFile(WHISPER, join(hidden, 'h.bin'))
        expect(summary(found)).toEqual({ h: 'whisper' })
      },
      { timeout: 10_000, interval: 400 },
    )
  })

  it('can be named by a path outside the folders', async () => {
    const found = await start()
    expect(found.inspect(WHISPER)).toMatchObject({ kind: 'whisper', fault: null })
    expect(found.inspect(join(folder, 'gone.bin'))).toBeNull()
    // Longer than a name may be: asked of the disk, it is an error and not an absence.
    expect(found.inspect(`/${'a'.repeat(400)}`)).toBeNull()
  })

  it('keep the fault that an engine found, and lose it when the file changes', async () => {
    const path = join(folder, 'm.bin')
    await copyFile(WHISPER, path)
    const found = await start()
    let changes = 0
    found.onChange(() => (changes += 1))
    found.markBroken(path, 'The engine cannot open it.')
    found.markBroken(path, 'Said again.')
    await found.refresh(signal)
    expect(summary(found)).toEqual({ m: 'The engine cannot open it.' })
    expect(found.inspect(path)?.fault).toBe('The engine cannot open it.')
    expect(changes).toBe(1)
    await utimes(path, 1_000, 1_000)
    await found.refresh(signal)
    expect(summary(found)).toEqual({ m: 'whisper' })
    found.markBroken(join(folder, 'gone.bin'), 'There is none.')
  })
})
