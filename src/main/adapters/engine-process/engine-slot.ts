import { basename } from 'node:path'
import type { EngineState } from '../../../contract/system.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Clock, EngineCall, EngineSpec, ForkEngine, Log } from '../../core/ports/index.ts'
import { type EngineChild, startChild, type StartFailure } from './engine-child.ts'
import type { EngineBlocked } from './messages.ts'
import { enginesClosing, modelCrashes } from './failures.ts'
import type { EngineLimits } from './limits.ts'

// Settings may change while a child idles: its end is looked at again at least this often.
const IDLE_CHECK_MS = 15_000
const CRASHES_THAT_BREAK_A_MODEL = 2

export interface EngineSlot {
  call(call: EngineCall): Promise<unknown>
  /** Starts the child if none runs or comes. */
  prepare(): void
  /** Null while no child runs. */
  state(): EngineState | null
  /** Whether calls wait or run, and since when none did. */
  use(): { readonly busy: boolean; readonly idleSinceMs: number }
  /** Ends an idle child; the next call starts another. */
  unload(): Promise<void>
  close(): Promise<void>
}

/** Where one model's child lives: calls queue here, and the child is started, restarted and ended. */
export const createEngineSlot = (deps: {
  readonly spec: EngineSpec
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly limits: EngineLimits
  readonly log: Log
  readonly keepAliveMinutes: () => number
  readonly onChange: () => void
  /** The memory a child takes: had before it is started, and given back when it is gone. */
  readonly room: { take(signal: AbortSignal): Promise<void>; give(): void }
  readonly onBlocked?: ((blocked: EngineBlocked) => void) | undefined
}): EngineSlot => {
  const { spec, clock, limits, log } = deps
  const closing = new AbortController()
  let tail: Promise<void> = Promise.resolve()
  let queued = 0
  let child: EngineChild | null = null
  let endForked: (() => Promise<void>) | null = null
  let crashes = 0
  let loadCrashes = 0
  let crashedAtMs = 0
  let idleSinceMs = clock.monotonic()
  let idleTimer: NodeJS.Timeout | undefined

  const crashed = (phase: string): void => {
    crashes += 1
    crashedAtMs = clock.monotonic()
    log.warn('engine.crashed', { kind: spec.kind, phase, crashes })
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
    if (closing.signal.aborted) void end()
  }

  const start = async (): Promise<EngineChild> => {
    const startedMs = clock.monotonic()
    const { fork, onChange, onBlocked } = deps
    try {
      const started = await startChild({ fork, spec, limits, onChange, onBlocked, onFork: forked })
      loadCrashes = 0
      log.info('engine.started', { kind: spec.kind, device: started.device, loadMs: Math.round(clock.monotonic() - startedMs) })
      return started
    } catch (failure) {
      throw startError(failure as StartFailure | Error)
    }
  }

  const startError = (failure: StartFailure | Error): Error => {
    if (failure instanceof Error) return failure
    if (!failure.crashed || closing.signal.aborted) return failure.error
    crashed('load')
    loadCrashes += 1
    return loadCrashes >= CRASHES_THAT_BREAK_A_MODEL ? modelCrashes() : failure.error
  }

  const ensureChild = async (signal: AbortSignal): Promise<EngineChild> => {
    if (child?.isUsable() === true) return child
    // One model at a time in memory: the old one leaves before the new one comes.
    await child?.gone
    child = null
    await backOff(signal)
    await deps.room.take(signal)
    const started = await start().catch((error: unknown) => {
      deps.room.give()
      throw error
    })
    child = started
    void started.gone.then(() => {
      if (child === started) child = null
      deps.room.give()
      deps.onChange()
    })
    deps.onChange()
    return started
  }

  const run = async (call: EngineCall, settle: (outcome: Promise<unknown>) => void): Promise<void> => {
    const signal = AbortSignal.any([call.signal, closing.signal])
    if (signal.aborted) return
    clearTimeout(idleTimer)
    const engine = await ensureChild(signal)
    const { result, free } = engine.call({ ...call, signal })
    settle(result)
    await result.then(
      () => (crashes = 0),
      (error: unknown) => {
        if (isEngineFault(error)) crashed('call')
      },
    )
    await free
  }

  const idle = (): void => {
    if (queued > 0 || closing.signal.aborted) return
    idleSinceMs = clock.monotonic()
    watchIdle()
  }

  const watchIdle = (): void => {
    const leftMs = idleSinceMs + deps.keepAliveMinutes() * 60_000 - clock.monotonic()
    if (leftMs <= 0) {
      void child?.end()
      return
    }
    idleTimer = setTimeout(watchIdle, Math.min(leftMs, IDLE_CHECK_MS))
    idleTimer.unref()
  }

  const enqueue = (work: () => Promise<void>): void => {
    queued += 1
    tail = tail.then(work).finally(() => {
      queued -= 1
      idle()
      deps.onChange()
    })
    deps.onChange()
  }

  const startEarly = async (): Promise<void> => {
    clearTimeout(idleTimer)
    // The call that follows starts it again, and tells what is wrong.
    if (!closing.signal.aborted) await ensureChild(closing.signal).catch(() => undefined)
  }

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        const signal = AbortSignal.any([call.signal, closing.signal])
        const onAbort = (): void => reject(signal.reason)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        enqueue(() =>
          run(call, (outcome) => void outcome.then(resolve, reject))
            .catch(reject)
            .finally(() => signal.removeEventListener('abort', onAbort)),
        )
      }),
    prepare: () => {
      if (queued === 0 && child?.isUsable() !== true) enqueue(startEarly)
    },
    state: () =>
      child === null
        ? null
        : {
            kind: spec.kind,
            model: basename(spec.modelPath),
            pid: child.pid(),
            device: child.device,
            rssBytes: child.rssBytes(),
            busy: queued > 0,
            idleSeconds: queued > 0 ? 0 : (clock.monotonic() - idleSinceMs) / 1000,
          },
    use: () => ({ busy: queued > 0, idleSinceMs }),
    unload: async () => child?.end(),
    close: async () => {
      clearTimeout(idleTimer)
      closing.abort(enginesClosing())
      await endForked?.()
      await tail
    },
  }
}

const isEngineFault = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'ENGINE_CRASHED' || error.code === 'ENGINE_TIMEOUT')
