import { basename } from 'node:path'
import type { EngineState } from '../../../contract/system.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Clock, EngineCall, EngineSpec, EngineStanding, ForkEngine, Log } from '../../core/ports/index.ts'
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
  standing(): EngineStanding
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
  const urgent: (() => Promise<void>)[] = []
  const others: (() => Promise<void>)[] = []
  let working: Promise<void> | null = null
  let queued = 0
  let isStarting = false
  let hasFailed = false
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
    isStarting = true
    const started = await startInRoom(signal).finally(() => {
      isStarting = false
    })
    child = started
    hasFailed = false
    void started.gone.then(() => {
      if (child === started) child = null
      deps.room.give()
      deps.onChange()
    })
    deps.onChange()
    return started
  }

  const startInRoom = async (signal: AbortSignal): Promise<EngineChild> => {
    try {
      await backOff(signal)
      await deps.room.take(signal)
      return await start().catch((error: unknown) => {
        deps.room.give()
        throw error
      })
    } catch (error) {
      hasFailed = error instanceof AppError
      throw error
    }
  }

  const run = async (call: EngineCall, settle: (outcome: Promise<unknown>) => void): Promise<void> => {
    const signal = AbortSignal.any([call.signal, closing.signal])
    if (signal.aborted) return
    clearTimeout(idleTimer)
    const engine = await ensureChild(signal)
    const { result, free } = engine.call({ ...call, signal })
    settle(result)
    await result.then(
      () => {
        crashes = 0
        hasFailed = false
      },
      (error: unknown) => {
        if (!isEngineFault(error)) return
        hasFailed = true
        crashed('call')
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

  const enqueue = (work: () => Promise<void>, order?: EngineCall['order']): void => {
    queued += 1
    if (order === undefined) others.push(work)
    else urgent.push(work)
    working ??= workOff()
    deps.onChange()
  }

  const workOff = async (): Promise<void> => {
    // What is called in one breath is sorted before the first of it starts.
    await Promise.resolve()
    for (let work = urgent.shift() ?? others.shift(); work !== undefined; work = urgent.shift() ?? others.shift()) {
      await work().catch(() => undefined)
      queued -= 1
      idle()
      deps.onChange()
    }
    working = null
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
        const work = (): Promise<void> =>
          run(call, (outcome) => void outcome.then(resolve, reject))
            .catch(reject)
            .finally(() => signal.removeEventListener('abort', onAbort))
        if (call.order !== 'beside' || queued === 0 || child?.isUsable() !== true) return enqueue(work, call.order)
        // Where the child ends with the call that it went beside, it takes its turn after all.
        child.call({ ...call, signal }).result.then(resolve, (error: unknown) => (isEngineFault(error) ? enqueue(work, call.order) : reject(error)))
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
    standing: () => (child?.isUsable() === true ? 'ready' : isStarting ? 'loading' : hasFailed ? 'failed' : 'cold'),
    use: () => ({ busy: queued > 0, idleSinceMs }),
    unload: async () => child?.end(),
    close: async () => {
      clearTimeout(idleTimer)
      closing.abort(enginesClosing())
      await endForked?.()
      await working
    },
  }
}

const isEngineFault = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'ENGINE_CRASHED' || error.code === 'ENGINE_TIMEOUT')
