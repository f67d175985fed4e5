import type { Clock, EngineSpec, ForkEngine, Log } from '../../core/ports/index.ts'
import { type EngineChild, startChild, type StartFailure } from './engine-child.ts'
import type { EngineRoom } from './engine-slot.ts'
import { modelCrashes } from './failures.ts'
import type { EngineLimits } from './limits.ts'
import type { EngineBlocked } from './messages.ts'

const CRASHES_THAT_BREAK_A_MODEL = 2

/** Starts a model's child where there is room for it, later each time that it crashes. */
export const createStarts = (deps: {
  readonly kind: EngineSpec['kind']
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly limits: EngineLimits
  readonly log: Log
  readonly room: EngineRoom
  readonly onChange: () => void
  readonly closing: AbortSignal
  readonly onBlocked?: ((blocked: EngineBlocked) => void) | undefined
}) => {
  const { kind, fork, clock, limits, log, room, onChange, closing, onBlocked } = deps
  let endForked: (() => Promise<void>) | null = null
  let crashes = 0
  let loadCrashes = 0
  let crashedAtMs = 0
  let lastCrashed: EngineChild | null = null

  const countCrash = (phase: string): void => {
    crashes += 1
    crashedAtMs = clock.monotonic()
    log.warn('engine.crashed', { kind, phase, crashes })
  }

  const backOff = async (signal: AbortSignal): Promise<void> => {
    if (crashes === 0) return
    const pauseMs = Math.min(limits.backoffMs * 2 ** (crashes - 1), limits.mostBackoffMs)
    const leftMs = crashedAtMs + pauseMs - clock.monotonic()
    if (leftMs > 0) await clock.sleep(leftMs, signal)
  }

  const forked = (end: () => Promise<void>): void => {
    endForked = end
    // Forked by the shell while we closed: nobody else would end it.
    if (closing.aborted) void end()
  }

  const startError = (failure: StartFailure | Error): Error => {
    if (failure instanceof Error) return failure
    if (!failure.crashed || closing.aborted) return failure.error
    countCrash('load')
    loadCrashes += 1
    return loadCrashes >= CRASHES_THAT_BREAK_A_MODEL ? modelCrashes() : failure.error
  }

  const load = async (spec: EngineSpec): Promise<EngineChild> => {
    const startedMs = clock.monotonic()
    try {
      const started = await startChild({ fork, spec, limits, onChange, onBlocked, onFork: forked, onMeasured: (bytes) => room.measured(spec, bytes) })
      loadCrashes = 0
      log.info('engine.started', { kind, device: started.device, loadMs: Math.round(clock.monotonic() - startedMs) })
      return started
    } catch (failure) {
      throw startError(failure as StartFailure | Error)
    }
  }

  return {
    start: async (spec: EngineSpec, signal: AbortSignal): Promise<EngineChild> => {
      await backOff(signal)
      await room.take(spec, signal)
      return load(spec).catch((error: unknown) => {
        room.give()
        throw error
      })
    },
    worked: (): void => {
      crashes = 0
    },
    /** A child went down in a call; with those that ran together it is told several times. */
    crashed: (child: EngineChild): void => {
      if (lastCrashed === child) return
      lastCrashed = child
      countCrash('call')
    },
    endForked: async (): Promise<void> => endForked?.(),
  }
}
