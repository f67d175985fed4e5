import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ModelFile, ModelKind } from '../src/contract/models.ts'
import { createEngines, createNodeFork, type EngineLimits, type MemoryFacts } from '../src/main/adapters/engine-process/index.ts'
import type { Clock, Engines, Log } from '../src/main/core/ports/index.ts'
import { shared } from './shared.ts'

// Decoded recordings and engine scripts of tests lie there.
const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The built engine script, as the host runs it. */
export const enginePath = fileURLToPath(new URL('../out/main/engine.js', import.meta.url))

const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
}

const log: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Engines as the host has them, in real child processes. */
export const realEngines = (options: { readonly keepAliveMinutes?: () => number; readonly limits?: Partial<EngineLimits>; readonly log?: Log; readonly enginePath?: string; readonly memory?: () => MemoryFacts } & Pick<Parameters<typeof createEngines>[0], 'neededBytes' | 'budgetBytes' | 'onMeasured' | 'refusal'> = {}): Engines =>
  createEngines({
    fork: createNodeFork({ enginePath: options.enginePath ?? enginePath, readFolders: [tmpdir(), ROOT] }),
    clock,
    log: options.log ?? log,
    memory: options.memory ?? (() => ({ totalBytes: 64e9, freeBytes: null })),
    keepAliveMinutes: options.keepAliveMinutes ?? (() => 5),
    ...(options.neededBytes === undefined ? {} : { neededBytes: options.neededBytes }),
    ...(options.budgetBytes === undefined ? {} : { budgetBytes: options.budgetBytes }),
    ...(options.onMeasured === undefined ? {} : { onMeasured: options.onMeasured }),
    ...(options.refusal === undefined ? {} : { refusal: options.refusal }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })

/** A model as `models` finds it, by its path. */
export const modelAt = (path: string, kind: ModelKind): ModelFile => ({ id: 'model', kind, path, sizeBytes: 0, demo: false, fault: null })

export const speechModel = modelAt(shared('models/nanowhisper-en-q5_0.bin'), 'whisper')
export const vadModel = modelAt(shared('models/silero-vad-v6.2.0.bin'), 'vad')
export const languageModel = modelAt(shared('models/stories260K-f32.gguf'), 'language')

/** Waits until something holds; fails after the time given. */
export const until = async (holds: () => boolean, timeoutMs = 5_000): Promise<void> => {
  const deadline = performance.now() + timeoutMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('It did not come to hold in time.')
    await sleep(20)
  }
}

/** True while a process runs; one that ended and is not yet reaped does not count. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  return readdirSync('/proc').includes(String(pid)) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}
