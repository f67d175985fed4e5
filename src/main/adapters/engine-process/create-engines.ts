import type { Clock, Engines, EngineSpec, ForkEngine, Log } from '../../core/ports/index.ts'
import { createEngineSlot, type EngineSlot } from './engine-slot.ts'
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts'
import { enginesClosing } from './failures.ts'
import type { EngineBlocked } from './messages.ts'

/** Runs models in child processes, one each: see the port. `keepAliveMinutes` is asked anew each time; 0 ends at once. */
export const createEngines = (deps: {
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly log: Log
  readonly keepAliveMinutes: () => number
  readonly limits?: Partial<EngineLimits>
  /** Told of what an engine's guard refused. */
  readonly onBlocked?: (blocked: EngineBlocked) => void
}): Engines => {
  const { fork, clock, log, keepAliveMinutes } = deps
  const limits = { ...DEFAULT_LIMITS, ...deps.limits }
  const slots = new Map<string, EngineSlot>()
  const listeners = new Set<() => void>()
  let closed = false

  const onChange = (): void => {
    for (const listener of listeners) listener()
  }

  const slotFor = (spec: EngineSpec): EngineSlot => {
    const key = JSON.stringify([spec.kind, spec.modelPath, spec.threads])
    const slot = slots.get(key) ?? createEngineSlot({ spec, fork, clock, limits, log, keepAliveMinutes, onChange, onBlocked: deps.onBlocked })
    slots.set(key, slot)
    return slot
  }

  return {
    call: (spec, call) => (closed ? Promise.reject(enginesClosing()) : slotFor(spec).call(call)),
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
