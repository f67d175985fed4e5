import { describe, expect, it } from 'vitest'
import type { MemoSource } from '../../../src/contract/memos.ts'
import type { ModelFile } from '../../../src/contract/models.ts'
import { createRig, model } from './rig.ts'

const DEMO = model('nano', 'whisper', 7, { demo: true })
const SMALL = model('small', 'whisper', 500)
const BASE = model('base.en', 'whisper', 150)
const PARAKEET = model('parakeet', 'parakeet', 300)
const TINY = model('stories', 'language', 1)
const BIG = model('gemma', 'language', 400)
const HUGE = model('huge', 'language', 900)

const pick = (found: readonly ModelFile[], settings: unknown = {}, source: MemoSource = 'folder') => createRig({ found, settings, memoryBytes: 1000 }).models.pick(source)

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

describe('the choice of a model that finds by meaning', () => {
  it('takes the first real one, or the one that is named, and no other kind', () => {
    const [first, second] = [model('gemma-embed', 'embedding', 300), model('nomic', 'embedding', 100)]
    expect(pick([TINY, first, second]).embedding).toBe(first)
    expect(pick([first, second], { models: { embedding: 'nomic' } }).embedding).toBe(second)
    expect(pick([first, TINY], { models: { embedding: 'stories' } }).embedding).toBeNull()
    expect(pick([{ ...first, fault: 'The file is empty.' }]).embedding).toBeNull()
  })
})
