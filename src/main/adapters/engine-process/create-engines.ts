import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Clock, Engines, EngineSpec, ForkEngine, Log } from '../../core/ports/index.ts'
import { createEngineSlot, type EngineRoom, type EngineSlot } from './engine-slot.ts'
import { enginesClosing, noMemory, type Refusal } from './failures.ts'
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts'
import type { EngineBlocked } from './messages.ts'
import { budgetOf, isShort, type MemoryFacts, neededBytes, planRoom } from './plan-room.ts'

// Memory goes up and down a little all the time; less than this is no news.
const NEWS_SHARE = 1.02

/** Runs models in child processes, one each: see the port. `keepAliveMinutes` is asked anew each time; 0 ends at once. */
export const createEngines = (deps: {
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly log: Log
  readonly keepAliveMinutes: () => number
  /** Asked before each load, and while models idle. */
  readonly memory: () => MemoryFacts
  /** What a model takes with its context; left out, it is reckoned from its file. */
  readonly neededBytes?: (spec: EngineSpec) => number
  /** For all models together; left out or 0, two thirds of the memory. */
  readonly budgetBytes?: () => number
  /** What a model in memory was seen to take, each time that it is more than was known. */
  readonly onMeasured?: (measured: { readonly path: string; readonly contextTokens: number; readonly bytes: number }) => void
  /** Words for a model that does not fit: what to close, or which smaller one to take. */
  readonly refusal?: (path: string, neededBytes: number, roomBytes: number) => Refusal | null
  readonly limits?: Partial<EngineLimits>
  /** Told of what an engine's guard refused. */
  readonly onBlocked?: (blocked: EngineBlocked) => void
}): Engines => {
  const { fork, clock, log, keepAliveMinutes } = deps
  const limits = { ...DEFAULT_LIMITS, ...deps.limits }
  const slots = new Map<string, EngineSlot>()
  const pathsByKey = new Map<string, string>()
  const listeners = new Set<() => void>()
  /** What each model was reckoned to take when it was let in, and what it was seen to take. */
  const reckoned = new Map<string, number>()
  const measured = new Map<string, number>()
  let closed = false

  const onChange = (): void => {
    for (const listener of listeners) listener()
  }

  const budgetBytes = (): number => deps.budgetBytes?.() || budgetOf(deps.memory())
  const needs = (spec: EngineSpec): number => deps.neededBytes?.(spec) ?? neededBytes(sizeOf(spec.modelPath))
  const idleSince = (key: string): { readonly busy: boolean; readonly idleSinceMs: number } => slots.get(key)?.use() ?? { busy: false, idleSinceMs: 0 }
  // More than was reckoned is believed at once; less only by whoever reckons the next time, for a model may not have computed yet.
  const heldBytes = (key: string): number => Math.max(reckoned.get(key) ?? 0, measured.get(key) ?? 0)

  /** Resolves when the model may be loaded; idle ones that were not used for longest have left for it by then. */
  const makeRoom = async (key: string, spec: EngineSpec, signal: AbortSignal): Promise<void> => {
    const fileBytes = sizeOf(spec.modelPath)
    for (;;) {
      signal.throwIfAborted()
      const held = [...reckoned.keys()].map((heldKey) => ({ key: heldKey, bytes: heldBytes(heldKey), ...idleSince(heldKey) }))
      const needed = needs(spec)
      const plan = planRoom({ fileBytes, needed, budgetBytes: budgetBytes(), held, memory: deps.memory() })
      switch (plan.type) {
        case 'load':
          reckoned.set(key, needed)
          return
        case 'end':
          log.info('engine.makes-room', {})
          await slots.get(plan.key)?.unload()
          break
        case 'wait':
          await nextChange(listeners, signal)
          break
        case 'refuse':
          throw noMemory(basename(spec.modelPath), plan, deps.refusal?.(spec.modelPath, plan.neededBytes, plan.roomBytes))
      }
    }
  }

  // One at a time, in the order they came: two that look at once would both find the same room.
  let turn: Promise<void> = Promise.resolve()
  const roomOf = (key: string): EngineRoom => ({
    check: (spec) => {
      // What is free now is no matter: the model that leaves for it gives its memory back.
      const plan = planRoom({ fileBytes: sizeOf(spec.modelPath), needed: needs(spec), budgetBytes: budgetBytes(), held: [], memory: { ...deps.memory(), freeBytes: null } })
      if (plan.type === 'refuse') throw noMemory(basename(spec.modelPath), plan, deps.refusal?.(spec.modelPath, plan.neededBytes, plan.roomBytes))
    },
    take: (spec, signal) => {
      const mine = turn.then(() => makeRoom(key, spec, signal))
      turn = mine.catch(() => undefined)
      return mine
    },
    measured: ({ modelPath, contextTokens = 0 }, bytes) => {
      if (bytes <= (measured.get(key) ?? 0) * NEWS_SHARE) return
      measured.set(key, bytes)
      deps.onMeasured?.({ path: modelPath, contextTokens, bytes })
    },
    bytes: () => measured.get(key) ?? reckoned.get(key) ?? 0,
    give: () => {
      reckoned.delete(key)
      measured.delete(key)
    },
  })

  const slotFor = ({ kind, modelPath, threads }: EngineSpec): EngineSlot => {
    const key = JSON.stringify([kind, modelPath, threads])
    const slot = slots.get(key) ?? createEngineSlot({ kind, modelPath, fork, clock, limits, log, keepAliveMinutes, onChange, room: roomOf(key), onBlocked: deps.onBlocked })
    slots.set(key, slot)
    pathsByKey.set(key, modelPath)
    return slot
  }

  // Other programs need memory: what idles leaves for them, one a look, the least used first.
  const pressure = setInterval(() => {
    const [oldest] = [...slots.values()].filter((slot) => slot.state()?.busy === false).toSorted((a, b) => a.use().idleSinceMs - b.use().idleSinceMs)
    if (oldest === undefined || !isShort(deps.memory())) return
    log.info('engine.leaves-for-others', {})
    void oldest.unload()
  }, limits.pressureMs)
  pressure.unref()

  return {
    call: (spec, call) => (closed ? Promise.reject(enginesClosing()) : slotFor(spec).call(spec, call)),
    prepare: (spec) => {
      if (!closed) slotFor(spec).prepare(spec)
    },
    standing: ({ kind, modelPath, threads }) => slots.get(JSON.stringify([kind, modelPath, threads]))?.standing() ?? 'cold',
    states: () => [...slots.values()].flatMap((slot) => slot.state() ?? []),
    memory: () => ({ budgetBytes: budgetBytes(), usedBytes: [...reckoned.keys()].reduce((sum, key) => sum + (measured.get(key) ?? reckoned.get(key) ?? 0), 0) }),
    unload: async (modelPath) => {
      const mine = [...slots].filter(([key, slot]) => pathsByKey.get(key) === modelPath && slot.state() !== null)
      if (mine.length === 0 || mine.some(([, slot]) => slot.use().busy)) return false
      return (await Promise.all(mine.map(([, slot]) => slot.unload()))).some(Boolean)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      closed = true
      clearInterval(pressure)
      await Promise.all([...slots.values()].map((slot) => slot.close()))
    },
  }
}

// One that is gone takes no room: the engine itself says in words that it is missing.
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const nextChange = (listeners: Set<() => void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      listeners.delete(end)
      signal.removeEventListener('abort', end)
      resolve()
    }
    listeners.add(end)
    signal.addEventListener('abort', end)
  })
