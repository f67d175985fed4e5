import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineCall, Engines, EngineSpec } from '../../../src/main/core/ports/index.ts'
import { decodedFixture } from '../../audio.ts'
import { enginePath, isAlive, languageModel, realEngines, speechModel, until } from '../../engines.ts'
import { missing } from '../../shared.ts'

const llama: EngineSpec = { kind: 'llama', modelPath: languageModel.path, threads: 1 }
const never = new AbortController().signal
const count: EngineCall = { method: 'countTokens', params: { text: 'Once upon a time' }, signal: never }
/** Some seconds of work in native code that cannot be interrupted. */
const whisper: EngineSpec = { kind: 'whisper', modelPath: speechModel.path, threads: 2 }
const longWork = (signal: AbortSignal): EngineCall => ({
  method: 'transcribe',
  params: { pcmPath: decodedFixture('audio/07-mid-us.m4a'), parts: [{ startSeconds: 0, endSeconds: 30 }], language: 'en', prompt: '' },
  signal,
})
const noModels = missing('models/stories260K-f32.gguf', 'models/nanowhisper-en-q5_0.bin', 'audio/07-mid-us.m4a')

const open: Engines[] = []
const engines = (...options: Parameters<typeof realEngines>): Engines => {
  const made = realEngines(...options)
  open.push(made)
  return made
}
const pidOf = (made: Engines): number => made.states()[0]?.pid ?? 0

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.close()))
})

describe.skipIf(noModels)('engine processes', () => {
  it('start on demand, one for each model, and say what they run on', async () => {
    const made = engines()
    expect(made.states()).toEqual([])
    expect(await made.call(llama, count)).toBe(4)
    const [state] = made.states()
    expect(state).toMatchObject({ kind: 'llama', model: 'stories260K-f32.gguf' })
    expect(state?.device).toMatch(/^(CPU|Metal)$/)
    expect(state?.rssBytes).toBeGreaterThan(10_000_000)
    const pid = pidOf(made)
    await made.call(llama, count)
    expect(pidOf(made)).toBe(pid)
  })

  it('start ahead of a call that is to come, once', async () => {
    const made = engines()
    made.prepare(llama)
    made.prepare(llama)
    await until(() => pidOf(made) > 0)
    const pid = pidOf(made)
    made.prepare(llama)
    expect(await made.call(llama, count)).toBe(4)
    expect(made.states()).toHaveLength(1)
    expect(pidOf(made)).toBe(pid)
  })

  it('leave it to the call to tell what is wrong with a model that was prepared', async () => {
    const made = engines()
    const gone: EngineSpec = { ...llama, modelPath: '/nowhere/model.gguf' }
    made.prepare(gone)
    await expect(made.call(gone, count)).rejects.toMatchObject({ code: 'NO_MODEL' })
  })

  it('answer calls to one model in the order they came', async () => {
    const made = engines()
    const order: number[] = []
    await Promise.all([1, 2, 3].map((number) => made.call(llama, count).then(() => order.push(number))))
    expect(order).toEqual([1, 2, 3])
  })

  it('fail the call under way when the child is killed, and start again for the next', async () => {
    const made = engines({ limits: { backoffMs: 10 } })
    const failed = made.call(whisper, longWork(never)).catch((error: unknown) => error)
    await until(() => made.states()[0]?.busy === true && pidOf(made) > 0)
    const first = pidOf(made)
    process.kill(first, 'SIGKILL')
    expect(await failed).toMatchObject({ code: 'ENGINE_CRASHED' })
    const again = new AbortController()
    const next = made.call(whisper, longWork(again.signal)).catch((error: unknown) => error)
    await until(() => pidOf(made) > 0 && pidOf(made) !== first)
    again.abort()
    expect(await next).toMatchObject({ name: 'AbortError' })
  })

  it('settle an aborted call at once though native code cannot stop, and take the next', async () => {
    const made = engines()
    const controller = new AbortController()
    const aborted = made.call(whisper, longWork(controller.signal)).catch((error: unknown) => error)
    await until(() => pidOf(made) > 0)
    const busy = pidOf(made)
    await sleep(300)
    const startedMs = performance.now()
    controller.abort()
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    expect(performance.now() - startedMs).toBeLessThan(5_000)
    await until(() => !isAlive(busy), 10_000)
    const short = longWork(never)
    const heard = made.call(whisper, { ...short, params: { ...(short.params as object), parts: [{ startSeconds: 0, endSeconds: 1 }] } })
    expect(await heard).toHaveProperty('parts.length', 1)
  })

  it('keep the child when an aborted call can stop by itself', async () => {
    const made = engines({ limits: { cancelMs: 3_000 } })
    await made.call(llama, count)
    const pid = pidOf(made)
    const controller = new AbortController()
    const schema = { type: 'object', properties: { text: { type: 'string' } } }
    const aborted = made
      .call(llama, { method: 'completeJson', params: { system: '', prompt: 'Once', schema, maxTokens: 400 }, onEvent: () => controller.abort(), signal: controller.signal })
      .catch((error: unknown) => error)
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    expect(await made.call(llama, count)).toBe(4)
    expect(pidOf(made)).toBe(pid)
  })

  it('skip a call that was aborted while it waited its turn', async () => {
    const made = engines()
    const controller = new AbortController()
    const first = made.call(llama, count)
    const second = made.call(llama, { ...count, signal: controller.signal }).catch((error: unknown) => error)
    controller.abort()
    expect(await second).toMatchObject({ name: 'AbortError' })
    expect(await first).toBe(4)
  })

  it('end after the idle time, which is asked anew, and at once when it is zero', async () => {
    let minutes = 5
    const made = engines({ keepAliveMinutes: () => minutes })
    await made.call(llama, count)
    const pid = pidOf(made)
    await sleep(200)
    expect(isAlive(pid)).toBe(true)
    minutes = 0
    await made.call(llama, count)
    await until(() => !isAlive(pid) && made.states().length === 0)
    expect(await made.call(llama, count)).toBe(4)
  })

  it('end a child that no longer answers while it idles, and start another', async () => {
    const made = engines({ limits: { pingMs: 100, silentMs: 1_500 } })
    await made.call(llama, count)
    const pid = pidOf(made)
    process.kill(pid, 'SIGSTOP')
    await until(() => !isAlive(pid))
    expect(await made.call(llama, count)).toBe(4)
  })

  it('fail a call as timed out when the child stops moving in the middle', async () => {
    const made = engines({ limits: { pingMs: 50, silentMs: 300 } })
    const failed = made.call(whisper, longWork(never)).catch((error: unknown) => error)
    await until(() => pidOf(made) > 0)
    process.kill(pidOf(made), 'SIGSTOP')
    expect(await failed).toMatchObject({ code: 'ENGINE_TIMEOUT' })
  })

  it('leave no process behind when they close, and fail what was under way', async () => {
    const made = engines()
    const failed = made.call(whisper, longWork(never)).catch((error: unknown) => error)
    await made.call(llama, count)
    await until(() => made.states().length === 2)
    const pids = made.states().map(({ pid }) => pid ?? 0)
    await made.close()
    expect(pids.filter(isAlive)).toEqual([])
    expect(await failed).toMatchObject({ name: 'AbortError' })
    await expect(made.call(llama, count)).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('live through a ⌃C that the terminal sends to everybody: when they end is for the host to say', async () => {
    const made = engines()
    await made.call(llama, count)
    const pid = pidOf(made)
    process.kill(pid, 'SIGINT')
    await sleep(200)
    expect(await made.call(llama, count)).toBe(4)
    expect(pidOf(made)).toBe(pid)
  })

  it('end by themselves when their parent is gone', async () => {
    // A parent that starts an engine, tells its process id, and is killed.
    const script = `const c = require('node:child_process').fork(${JSON.stringify(enginePath)}, [], { serialization: 'advanced' });
      c.on('message', (m) => m.type === 'ready' && process.send(c.pid));
      c.send({ type: 'load', spec: ${JSON.stringify(llama)} });`
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const pid = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))))
    expect(isAlive(pid)).toBe(true)
    child.kill('SIGKILL')
    await until(() => !isAlive(pid))
  })
})
