import { statSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineCall, Engines, EngineSpec } from '../../../src/main/core/ports/index.ts'
import { neededBytes, neverFits, planRoom } from '../../../src/main/adapters/engine-process/plan-room.ts'
import { decodedFixture } from '../../audio.ts'
import { isAlive, languageModel, realEngines, speechModel, until } from '../../engines.ts'
import { missing } from '../../shared.ts'

const GB = 1e9
const never = new AbortController().signal
const idle = (key: string, bytes: number, idleSinceMs = 0) => ({ key, bytes, busy: false, idleSinceMs })
const plan = (fileBytes: number, held: Parameters<typeof planRoom>[0]['held'] = [], memory = { totalBytes: 8 * GB, freeBytes: null as number | null }) => planRoom({ fileBytes, held, memory })

describe('the plan for a model that is to be loaded', () => {
  it('loads what fits beside the others', () => {
    expect(plan(1.6 * GB)).toEqual({ type: 'load' })
    expect(plan(1.6 * GB, [idle('language', 3 * GB)])).toEqual({ type: 'load' })
  })

  it('has the idle one leave that was not used for longest, and waits for those that work', () => {
    const held = [idle('newer', 2 * GB, 20), idle('older', 2 * GB, 10), { ...idle('busy', 1 * GB, 0), busy: true }]
    expect(plan(1.6 * GB, held)).toEqual({ type: 'end', key: 'older' })
    expect(plan(4 * GB, held.slice(2))).toEqual({ type: 'wait' })
  })

  it('refuses what never fits, or what other programs leave no room for', () => {
    expect(plan(5 * GB, [idle('other', 1)])).toMatchObject({ type: 'refuse' })
    const memory = { totalBytes: 8 * GB, freeBytes: 1 * GB }
    expect(plan(1.6 * GB, [idle('other', 1)], memory)).toEqual({ type: 'end', key: 'other' })
    expect(plan(1.6 * GB, [], memory)).toMatchObject({ type: 'refuse', roomBytes: 1 * GB })
  })

  it('knows what would not fit even if all of ours left, with their memory counted as free', () => {
    const fits = (fileBytes: number, needed: number, freeBytes: number | null) => neverFits({ fileBytes, needed, budgetBytes: 5 * GB, heldBytes: 2 * GB, memory: { totalBytes: 8 * GB, freeBytes } })
    expect(fits(2 * GB, 5 * GB, 1 * GB)).toBeNull()
    expect(fits(2 * GB, 6 * GB, null)).toEqual({ neededBytes: 6 * GB, roomBytes: 5 * GB })
    expect(fits(4 * GB, 5 * GB, 1 * GB)).toEqual({ neededBytes: 5 * GB, roomBytes: 3 * GB })
  })
})

const llama: EngineSpec = { kind: 'llama', modelPath: languageModel.path, threads: 1 }
const whisper: EngineSpec = { kind: 'whisper', modelPath: speechModel.path, threads: 1 }
const count: EngineCall = { method: 'countTokens', params: { text: 'Once upon a time' }, signal: never }
const transcribe = (endSeconds: number): EngineCall => ({
  method: 'transcribe',
  params: { pcmPath: decodedFixture('audio/07-mid-us.m4a'), parts: [{ startSeconds: 0, endSeconds }], language: 'en', prompt: '' },
  signal: never,
})
const needs = ({ modelPath }: EngineSpec): number => neededBytes(statSync(modelPath).size)
const totalFor = (bytes: number): (() => { totalBytes: number; freeBytes: null }) => () => ({ totalBytes: Math.ceil(bytes * 1.5) + 3, freeBytes: null })
const kinds = (made: Engines): readonly string[] => made.states().map(({ kind }) => kind)

describe.skipIf(missing('models/stories260K-f32.gguf', 'models/nanowhisper-en-q5_0.bin', 'audio/07-mid-us.m4a'))('engine processes in little memory', () => {
  const open: Engines[] = []
  const engines = (memory: () => { totalBytes: number; freeBytes: null }): Engines => {
    const made = realEngines({ memory })
    open.push(made)
    return made
  }
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()))
  })

  it('are all kept where they fit', async () => {
    const made = engines(totalFor(needs(llama) + needs(whisper)))
    await made.call(llama, count)
    await made.call(whisper, transcribe(1))
    expect(kinds(made)).toEqual(['llama', 'whisper'])
  })

  it('leave for one another where they do not, and come back when they are called', async () => {
    const made = engines(totalFor(needs(llama) + needs(whisper) - 1_000))
    await made.call(llama, count)
    const pid = made.states()[0]?.pid ?? 0
    await made.call(whisper, transcribe(1))
    expect(kinds(made)).toEqual(['whisper'])
    expect(isAlive(pid)).toBe(false)
    expect(await made.call(llama, count)).toBe(4)
    expect(kinds(made)).toEqual(['llama'])
  })

  it('wait until one that works is done', async () => {
    const made = engines(totalFor(needs(llama) + needs(whisper) - 1_000))
    const done: string[] = []
    const heard = made.call(whisper, transcribe(2)).then(() => done.push('whisper'))
    await until(() => kinds(made).includes('whisper'), 20_000)
    const counted = made.call(llama, count).then(() => done.push('llama'))
    await Promise.all([heard, counted])
    expect(done).toEqual(['whisper', 'llama'])
  })

  it('say what to do when one cannot fit at all, and start nothing', async () => {
    const made = engines(totalFor(needs(llama) - 1_000))
    await expect(made.call(llama, count)).rejects.toMatchObject({ code: 'NO_MEMORY', message: expect.stringMatching(/^The model “stories260K-f32.gguf” needs about 0\.1 GB of memory/) as string, next: expect.stringContaining('smaller model') as string })
    expect(made.states()).toEqual([])
  })
})
