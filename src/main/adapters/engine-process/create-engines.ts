import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Clock, Engines, EngineSpec, ForkEngine, Log } from '../../core/ports/index.ts'
import { createEngineSlot, type EngineSlot } from './engine-slot.ts'
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts'
import { enginesClosing, noMemory } from './failures.ts'
import type { EngineBlocked } from './messages.ts'
import { type MemoryFacts, neededBytes, planRoom } from './plan-room.ts'

/** Runs models in child processes, one each: see the port. `keepAliveMinutes` is asked anew each time; 0 ends at once. */
export const createEngines = (deps: {
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly log: Log
  readonly keepAliveMinutes: () => number
  /** Asked before each load. */
  readonly memory: () => MemoryFacts
  readonly limits?: Partial<EngineLimits>
  /** Told of what an engine's guard refused. */
  readonly onBlocked?: (blocked: EngineBlocked) => void
}): Engines => {
  const { fork, clock, log, keepAliveMinutes } = deps
  const limits = { ...DEFAULT_LIMITS, ...deps.limits }
  const slots = new Map<string, EngineSlot>()
  const listeners = new Set<() => void>()
  const heldBytes = new Map<string, number>()
  let closed = false

  const onChange = (): void => {
    for (const listener of listeners) listener()
  }

  /** Resolves when the model may be loaded; idle ones that were not used for longest have left for it by then. */
  const makeRoom = async (key: string, { modelPath }: EngineSpec, signal: AbortSignal): Promise<void> => {
    const fileBytes = sizeOf(modelPath)
    for (;;) {
      signal.throwIfAborted()
      const held = [...heldBytes].map(([heldKey, bytes]) => ({ key: heldKey, bytes, ...(slots.get(heldKey)?.use() ?? { busy: false, idleSinceMs: 0 }) }))
      const plan = planRoom({ fileBytes, held, memory: deps.memory() })
      switch (plan.type) {
        case 'load':
          heldBytes.set(key, neededBytes(fileBytes))
          return
        case 'end':
          log.info('engine.makes-room', {})
          await slots.get(plan.key)?.unload()
          break
        case 'wait':
          await nextChange(listeners, signal)
          break
        case 'refuse':
          throw noMemory(basename(modelPath), plan)
      }
    }
  }

  // One at a time, in the order they came: two that look at once would both find the same room.
  let turn: Promise<void> = Promise.resolve()
  const takeRoom = (key: string, spec: EngineSpec, signal: AbortSignal): Promise<void> => {
    const mine = turn.then(() => makeRoom(key, spec, signal))
    turn = mine.catch(() => undefined)
    return mine
  }

  const slotFor = (spec: EngineSpec): EngineSlot => {
    const key = keyOf(spec)
    const room = { take: (signal: AbortSignal) => takeRoom(key, spec, signal), give: () => void heldBytes.delete(key) }
    const slot = slots.get(key) ?? createEngineSlot({ spec, fork, clock, limits, log, keepAliveMinutes, onChange, room, onBlocked: deps.onBlocked })
    slots.set(key, slot)
    return slot
  }

  return {
    call: (spec, call) => (closed ? Promise.reject(enginesClosing()) : slotFor(spec).call(call)),
    prepare: (spec) => {
      if (!closed) slotFor(spec).prepare()
    },
    standing: (spec) => slots.get(keyOf(spec))?.standing() ?? 'cold',
    states: () => [...slots.values()].flatMap((slot) => slot.state() ?? []),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      closed = true
      await Promise.all([...slots.values()].map((slot) => slot.close()))
    },
  }
}

const keyOf = ({ kind, modelPath, threads, contextTokens = 0 }: EngineSpec): string => JSON.stringify([kind, modelPath, threads, contextTokens])

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
