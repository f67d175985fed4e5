import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../../src/main/adapters/vault-fs/index.ts'
import { readCatalogue } from '../../../src/main/adapters/models-fs/index.ts'
import { parseModelRef } from '../../../src/main/core/lib/hf-ref.ts'
import { fallbackNeed, modelBudget, WELL_SHARE } from '../../../src/main/core/lib/model-memory.ts'
import { machineSize, mergeCatalogue, smallerEntry, taskOf } from '../../../src/main/core/models/catalogue.ts'
import { entry, GB } from './rig.ts'

const catalogue = await readCatalogue(fileURLToPath(new URL('../../../resources/models.yaml', import.meta.url)), readYaml)

describe('the catalogue', () => {
  it('names each model once, by its file, and where that comes from', () => {
    for (const key of ['id', 'name', 'source', 'fileName'] as const) expect(new Set(catalogue.map((model) => model[key])).size, key).toBe(catalogue.length)
    for (const { id, fileName, source } of catalogue) {
      expect(fileName.replace(/\.(bin|gguf)$/, '')).toBe(id)
      const ref = parseModelRef(source)
      expect(ref, source).toMatchObject({ kind: 'hub', file: fileName })
    }
  })

  it('says in a layman’s words what each is good for', () => {
    for (const { name, goodFor } of catalogue) {
      expect(goodFor).toMatch(/^[A-Z].{10,}\.$/)
      expect(`${name} ${goodFor}`).not.toMatch(/LLM|inference|token|parameter|quanti|!|please|-cloud/i)
      expect(name.length).toBeLessThan(30)
    }
  })

  it('has each kind but no model twice for a task and a size of machine, and a set for each size that fits well there', () => {
    expect(new Set(catalogue.map(({ kind }) => kind))).toEqual(new Set(['whisper', 'parakeet', 'vad', 'language', 'embedding']))
    for (const size of [8, 16, 24, 32, 64] as const) {
      const set = catalogue.filter(({ recommendedGigabytes }) => recommendedGigabytes.includes(size))
      const tasks = set.map(({ kind }) => taskOf(kind))
      expect(new Set(tasks), `${size} GB`).toEqual(new Set(['speech', 'chat', 'embedding']))
      for (const { id, sizeBytes } of set) expect(fallbackNeed(sizeBytes).totalBytes, `${id} on ${size} GB`).toBeLessThanOrEqual(modelBudget(size * GB, 0) * WELL_SHARE)
    }
  })

  it('gives way to what the person adds, by its id', () => {
    const [first] = catalogue
    if (first === undefined) throw new Error('It is empty.')
    const merged = mergeCatalogue(catalogue, [{ ...first, name: 'Mine' }, entry('new', 'language', 5)])
    expect(merged.filter(({ own }) => own).map(({ name }) => name)).toEqual(['Mine', 'The new'])
    expect(merged).toHaveLength(catalogue.length + 1)
  })

  it('knows the size of a machine, also where the system keeps a little', () => {
    expect([2, 7.6, 8, 15.4, 16, 18, 24, 36, 48, 62, 128].map((size) => machineSize(size * GB))).toEqual([8, 8, 8, 16, 16, 16, 24, 32, 32, 64, 64])
  })

  it('finds the largest smaller one for the same task', () => {
    const small = (fits: (id: string) => boolean) => smallerEntry(catalogue, { kind: 'language', sizeBytes: 16.5e9 }, ({ id }) => fits(id))?.id
    expect(small(() => true)).toBe('gpt-oss-20b-mxfp4')
    expect(small((id) => id !== 'gpt-oss-20b-mxfp4')).toBe('gemma-3-12b-it-Q4_K_M')
    expect(small(() => false)).toBeUndefined()
    expect(smallerEntry(catalogue, { kind: 'parakeet', sizeBytes: 400e6 }, () => true)?.id).toBe('ggml-parakeet-tdt-0.6b-v3-q4_0')
  })
})
