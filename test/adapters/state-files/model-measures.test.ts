import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createModelMeasures } from '../../../src/main/adapters/state-files/index.ts'

const BENCH = { at: '2026-01-01T00:00:00.000Z', perSecond: 31, readPerSecond: 400, firstTokenMs: 90, memoryBytes: 5e9 }
let folder = ''
let model = ''
let kept = ''
const warnings: string[] = []
const create = () => createModelMeasures(kept, { warn: (event) => void warnings.push(event) })
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-measures-'))
  model = join(folder, 'a.gguf')
  kept = join(folder, 'state', 'measures.json')
  warnings.length = 0
  await writeFile(model, 'a model')
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

describe('what was measured of a model', () => {
  it('is there again after a restart, by the size of its context', async () => {
    const measures = create()
    measures.noteMemory(model, 4096, 1e9 + 0.5)
    measures.noteMemory(model, 8192, 2e9)
    measures.noteMemory(model, null, 3e9)
    measures.noteBench(model, BENCH)
    await measures.close()
    const again = create()
    expect([again.memoryBytes(model, 4096), again.memoryBytes(model, 8192), again.memoryBytes(model, null), again.memoryBytes(model, 512)]).toEqual([1e9 + 1, 2e9, 3e9, null])
    expect(again.bench(model)).toEqual(BENCH)
    expect(await readdir(join(folder, 'state'))).toEqual(['measures.json'])
  })

  it('is nothing for another file under the same name', async () => {
    const measures = create()
    measures.noteMemory(model, 4096, 1e9)
    measures.noteBench(model, BENCH)
    await utimes(model, 1, 1)
    expect([measures.memoryBytes(model, 4096), measures.bench(model)]).toEqual([null, null])
    measures.noteMemory(model, 512, 5)
    expect([measures.memoryBytes(model, 4096), measures.memoryBytes(model, 512)]).toEqual([null, 5])
    measures.noteMemory(join(folder, 'gone.gguf'), 512, 5)
    expect(measures.memoryBytes(join(folder, 'gone.gguf'), 512)).toBeNull()
    await measures.close()
  })

  it('begins anew where its file is broken, and does without a disk', async () => {
    const measures = create()
    measures.noteMemory(model, 4096, 1e9)
    await measures.close()
    await writeFile(kept, '{"broken')
    expect(create().memoryBytes(model, 4096)).toBeNull()
    expect(warnings).toEqual(['models.measures-broken'])
    const nowhere = createModelMeasures(join(model, 'measures.json'), { warn: (event) => void warnings.push(event) })
    nowhere.noteMemory(model, 4096, 1e9)
    await nowhere.close()
    expect(nowhere.memoryBytes(model, 4096)).toBe(1e9)
    expect(warnings).toEqual(['models.measures-broken', 'models.measures-not-kept'])
  })

  it('stays small', async () => {
    const measures = create()
    for (let tokens = 1; tokens <= 50; tokens += 1) measures.noteMemory(model, tokens, 1e9)
    await measures.close()
    const text = await readFile(kept, 'utf8')
    expect(text.length).toBeLessThan(1000)
    expect(create().memoryBytes(model, 50)).toBe(1e9)
  })
})
