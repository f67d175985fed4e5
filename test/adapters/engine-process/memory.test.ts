import { afterEach, describe, expect, it } from 'vitest'
import type { EngineCall, Engines, EngineSpec } from '../../../src/main/core/ports/index.ts'
import { isShort } from '../../../src/main/adapters/engine-process/plan-room.ts'
import { isAlive, languageModel, realEngines, until } from '../../engines.ts'
import { missing } from '../../shared.ts'

const GB = 1e9
const llama: EngineSpec = { kind: 'llama', modelPath: languageModel.path, threads: 1, contextTokens: 256 }
const count: EngineCall = { method: 'countTokens', params: { text: 'Once upon a time' }, signal: new AbortController().signal }
const plenty = () => ({ totalBytes: 64 * GB, freeBytes: null as number | null })

describe('memory that other programs need', () => {
  it('is short below a sixteenth of it, at most a gigabyte, and never where the system does not tell', () => {
    expect(isShort({ totalBytes: 8 * GB, freeBytes: 0.4 * GB })).toBe(true)
    expect(isShort({ totalBytes: 8 * GB, freeBytes: 0.6 * GB })).toBe(false)
    expect(isShort({ totalBytes: 64 * GB, freeBytes: 1.2 * GB })).toBe(false)
    expect(isShort({ totalBytes: 8 * GB, freeBytes: null })).toBe(false)
  })
})

describe.skipIf(missing('models/stories260K-f32.gguf'))('the memory of engine processes', () => {
  const open: Engines[] = []
  const engines = (...options: Parameters<typeof realEngines>): Engines => {
    const made = realEngines(...options)
    open.push(made)
    return made
  }
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()))
  })

  it('is measured, told with the context, and given back on an unload', async () => {
    const measured: { readonly path: string; readonly contextTokens: number; readonly bytes: number }[] = []
    const made = engines({ onMeasured: (one) => void measured.push(one), budgetBytes: () => 5 * GB })
    expect(made.memory()).toEqual({ budgetBytes: 5 * GB, usedBytes: 0 })
    expect(await made.unload(llama.modelPath)).toBe(false)
    await made.call(llama, count)
    expect(measured[0]).toMatchObject({ path: llama.modelPath, contextTokens: 256 })
    const [state] = made.states()
    expect(state).toMatchObject({ path: llama.modelPath, contextTokens: 256, memoryBytes: measured.at(-1)?.bytes })
    expect(made.memory().usedBytes).toBe(state?.memoryBytes)
    expect(state?.memoryBytes).toBeGreaterThan(1e6)
    // Right after an answer, and without a wait.
    await made.call(llama, count)
    expect(await made.unload(llama.modelPath)).toBe(true)
    expect(made.states()).toEqual([])
    expect(made.memory().usedBytes).toBe(0)
  })

  it('is refused in the words of whoever knows what to close', async () => {
    const made = engines({ neededBytes: ({ contextTokens = 0 }) => contextTokens * 1e6, budgetBytes: () => 0.1 * GB, refusal: (path, needed) => ({ message: `${needed / 1e6} MB for ${path.length}`, next: 'Close something.' }) })
    await expect(made.call(llama, count)).rejects.toMatchObject({ code: 'NO_MEMORY', message: `256 MB for ${llama.modelPath.length}`, next: 'Close something.' })
    // The same model with a context that fits.
    expect(await made.call({ ...llama, contextTokens: 64 }, count)).toBe(4)
  })

  it('is looked for before a smaller context of the same model is given up for a larger one', async () => {
    const made = engines({ neededBytes: ({ contextTokens = 0 }) => contextTokens * 2 ** 20, budgetBytes: () => 512 * 2 ** 20 })
    await made.call({ ...llama, contextTokens: 300 }, count)
    const pid = made.states()[0]?.pid
    await expect(made.call({ ...llama, contextTokens: 513 }, count)).rejects.toMatchObject({ code: 'NO_MEMORY', message: 'The model “stories260K-f32.gguf” needs about 0.5 GB of memory, and 0.5 GB can be had.' })
    expect(await made.call({ ...llama, contextTokens: 300 }, count)).toBe(4)
    expect(made.states()[0]?.pid).toBe(pid)
    // Both would not fit beside each other; the memory of the smaller one is free by then.
    expect(await made.call({ ...llama, contextTokens: 400 }, count)).toBe(4)
    expect(made.states()[0]?.pid).not.toBe(pid)
  })

  it('goes to other programs when they need it, once the model idles', async () => {
    let freeBytes: number | null = null
    const made = engines({ memory: () => ({ ...plenty(), freeBytes }), limits: { pressureMs: 100 } })
    await made.call(llama, count)
    const pid = made.states()[0]?.pid ?? 0
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(isAlive(pid)).toBe(true)
    freeBytes = 0.2 * GB
    await until(() => made.states().length === 0 && !isAlive(pid))
  })

  it('is kept as long as the last call says, and for good below zero', async () => {
    const made = engines({ keepAliveMinutes: () => 0 })
    await made.call(llama, { ...count, keepAliveMinutes: -1, user: 'Writer' })
    await until(() => made.states()[0]?.busy === false)
    expect(made.states()).toMatchObject([{ leavesInSeconds: null, users: ['Writer'], busy: false }])
    await made.call(llama, { ...count, keepAliveMinutes: 10, user: 'Reader' })
    await until(() => made.states()[0]?.busy === false)
    const [state] = made.states()
    expect(state).toMatchObject({ users: ['Reader'] })
    expect(state?.leavesInSeconds).toBeGreaterThan(500)
    await made.call(llama, count)
    await until(() => made.states().length === 0)
  })
})
