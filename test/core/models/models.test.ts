import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { MemoSource } from '../../../src/contract/memos.ts'
import { OfferedModelSchema } from '../../../src/contract/models.ts'
import type { ModelFile } from '../../../src/contract/models.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import { createModels } from '../../../src/main/core/models/index.ts'

const model = (id: string, kind: ModelFile['kind'], sizeBytes: number, more: Partial<ModelFile> = {}): ModelFile => ({ id, kind, path: `/m/${id}.bin`, sizeBytes, demo: false, fault: null, ...more })
const DEMO = model('nano', 'whisper', 7, { demo: true })
const SMALL = model('small', 'whisper', 500)
const BASE = model('base.en', 'whisper', 150)
const PARAKEET = model('parakeet', 'parakeet', 300)
const TINY = model('stories', 'language', 1)
const BIG = model('gemma', 'language', 400)
const HUGE = model('huge', 'language', 900)

const pick = (found: readonly ModelFile[], settings: unknown = {}, source: MemoSource = 'folder') =>
  createModels({
    find: { folders: ['/m'], current: () => found, inspect: (path) => (path === '/elsewhere/x.bin' ? model('x', 'whisper', 9, { path }) : null), markBroken: () => undefined, onChange: () => () => undefined },
    offered: [],
    settings: () => SettingsSchema.parse(settings),
    onSettingsChange: () => () => undefined,
    memoryBytes: 1000,
  }).pick(source)

describe('the choice of a speech model', () => {
  it('takes Parakeet before Whisper, and the larger of two', () => {
    expect(pick([BASE, SMALL, PARAKEET]).speech).toBe(PARAKEET)
    expect(pick([BASE, SMALL]).speech).toBe(SMALL)
  })

  it('passes over a model that does not know the language', () => {
    expect(pick([BASE, SMALL, PARAKEET], { speech: { language: 'ja' } }).speech).toBe(SMALL)
    expect(pick([BASE], { speech: { language: 'de' } }).speech).toBeNull()
  })

  it('never takes the demo one for a recording, unless it is asked for', () => {
    expect(pick([DEMO]).speech).toBeNull()
    expect(pick([DEMO], { models: { speech: 'demo' } }).speech).toBe(DEMO)
    expect(pick([DEMO], { models: { speech: 'nano' } }).speech).toBe(DEMO)
  })

  it('takes the demo one for the samples while nothing else is there', () => {
    expect(pick([DEMO], {}, 'sample').speech).toBe(DEMO)
    expect(pick([DEMO, BASE], {}, 'sample').speech).toBe(BASE)
  })

  it('goes by name or path, and waits for one that is not there rather than take another', () => {
    expect(pick([BASE, SMALL], { models: { speech: 'base.en' } }).speech).toBe(BASE)
    expect(pick([BASE], { models: { speech: '/elsewhere/x.bin' } }).speech?.id).toBe('x')
    expect(pick([BASE], { models: { speech: 'large' } }).speech).toBeNull()
    expect(pick([BASE, TINY], { models: { speech: 'stories' } }).speech).toBeNull()
  })

  it('never takes a faulty file', () => {
    expect(pick([{ ...SMALL, fault: 'The file is empty.' }]).speech).toBeNull()
  })
})

describe('the choice of a language model', () => {
  it('takes the largest that fits in half of the memory, even a tiny one when it is alone', () => {
    expect(pick([TINY, BIG, HUGE]).language).toBe(BIG)
    expect(pick([TINY]).language).toBe(TINY)
    expect(pick([HUGE]).language).toBeNull()
    expect(pick([HUGE], { models: { language: 'huge' } }).language).toBe(HUGE)
  })
})

describe('the offered models', () => {
  it('are complete, and their id is what their file will be called by', async () => {
    const offered = z.array(OfferedModelSchema).parse(JSON.parse(await readFile(new URL('../../../resources/models.json', import.meta.url), 'utf8')))
    expect(new Set(offered.map(({ kind }) => kind))).toEqual(new Set(['whisper', 'parakeet', 'language']))
    for (const { id, fileName, repository } of offered) {
      expect(fileName.replace(/\.(bin|gguf)$/, '')).toBe(id)
      expect(repository).toMatch(/^[\w.-]+\/[\w.-]+$/)
    }
  })
})
