import { basename } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { EngineState } from '../../../contract/system.ts'
import type { Clock, EngineCall, EngineSpec, EngineStanding, ForkEngine, Log } from '../../core/ports/index.ts'
import { createCallQueue } from './call-queue.ts'
import type { EngineChild } from './engine-child.ts'
import { enginesClosing, isEngineFault } from './failures.ts'
import type { EngineLimits } from './limits.ts'
import type { EngineBlocked } from './messages.ts'
import { createStarts } from './starts.ts'
import { createUse } from './use.ts'

// Settings may change while a child idles: its end is looked at again at least this often.
const IDLE_CHECK_MS = 15_000

/** The memory a child takes: had before it is started, and given back when it is gone. */
export interface EngineRoom {
  /** Throws for a model that would not fit if nothing else were in memory. */
  check(spec: EngineSpec): void
  take(spec: EngineSpec, signal: AbortSignal): Promise<void>
  measured(spec: EngineSpec, bytes: number): void
  bytes(): number
  give(): void
}

export interface EngineSlot {
  call(spec: EngineSpec, call: EngineCall): Promise<unknown>
  /** Starts the child if none runs or comes. */
  prepare(spec: EngineSpec): void
  /** Null while no child runs. */
  state(): EngineState | null
  standing(): EngineStanding
  /** Whether calls wait or run, and since when none did. */
  use(): { readonly busy: boolean; readonly idleSinceMs: number }
  /** Ends an idle child, and says whether there was one; the next call starts another. */
  unload(): Promise<boolean>
  close(): Promise<void>
}

/** Where one model's child lives: calls queue here, and the child is started, restarted and ended. */
export const createEngineSlot = (deps: {
  readonly kind: EngineSpec['kind']
  readonly modelPath: string
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly limits: EngineLimits
  readonly log: Log
  readonly keepAliveMinutes: () => number
  readonly onChange: () => void
  readonly room: EngineRoom
  readonly onBlocked?: ((blocked: EngineBlocked) => void) | undefined
}): EngineSlot => {
  const { clock, room } = deps
  const closing = new AbortController()
  const starts = createStarts({ ...deps, closing: closing.signal })
  const use = createUse()
  let isStarting = false
  let hasFailed = false
  let child: EngineChild | null = null
  /** What the child was asked to hold; it may hold less where the model was made for less. */
  let loadedTokens = 0
  let idleSinceMs = clock.monotonic()
  let idleTimer: NodeJS.Timeout | undefined
  let stayMinutes: number | undefined

  const holds = ({ contextTokens = 0 }: EngineSpec): boolean => contextTokens <= loadedTokens || contextTokens <= (child?.contextTokens ?? 0)

  const ensureChild = async (spec: EngineSpec, signal: AbortSignal): Promise<EngineChild> => {
    if (child?.isUsable() === true && holds(spec)) return child
    // One model at a time in memory: the old one leaves before the new one comes. Nothing works with it, or the call would wait.
    // One that asks for more than there can be is refused first: it would cost the others what is in memory for nothing.
    if (child?.isUsable() === true) room.check(spec)
    await child?.end()
    await child?.gone
    child = null
    isStarting = true
    const started = await starts
      .start(spec, signal)
      .catch((error: unknown) => {
        hasFailed = error instanceof AppError
        throw error
      })
      .finally(() => {
        isStarting = false
      })
    child = started
    loadedTokens = spec.contextTokens ?? 0
    hasFailed = false
    void started.gone.then(() => {
      if (child === started) child = null
      room.give()
      deps.onChange()
    })
    deps.onChange()
    queue.look()
    return started
  }

  const run = async (spec: EngineSpec, call: EngineCall, settle: (outcome: Promise<unknown>) => void): Promise<void> => {
    const signal = AbortSignal.any([call.signal, closing.signal])
    if (signal.aborted) return
    clearTimeout(idleTimer)
    const leaves = use.enter(call.user)
    try {
      const engine = await ensureChild(spec, signal)
      stayMinutes = call.keepAliveMinutes
      const { result, free } = engine.call({ ...call, signal, onEvent: use.listen(call.onEvent) })
      settle(result)
      await result.then(
        () => {
          starts.worked()
          hasFailed = false
        },
        (error: unknown) => {
          if (!isEngineFault(error)) return
          hasFailed = true
          starts.crashed(engine)
        },
      )
      await free
    } finally {
      leaves()
    }
  }

  const leavesInMs = (): number => {
    const minutes = stayMinutes ?? deps.keepAliveMinutes()
    return minutes < 0 ? Infinity : idleSinceMs + minutes * 60_000 - clock.monotonic()
  }

  const watchIdle = (): void => {
    const leftMs = leavesInMs()
    if (leftMs <= 0) {
      void child?.end()
      return
    }
    idleTimer = setTimeout(watchIdle, Math.min(leftMs, IDLE_CHECK_MS))
    idleTimer.unref()
  }

  const queue = createCallQueue({
    mostTogether: () => Math.min(deps.limits.mostTogether, child?.sequences ?? 1),
    onDone: () => {
      if (queue.size() === 0 && !closing.signal.aborted) {
        idleSinceMs = clock.monotonic()
        watchIdle()
      }
      deps.onChange()
    },
  })

  const enqueue = (spec: EngineSpec, work: () => Promise<void>, order?: EngineCall['order']): void => {
    queue.add({ order, fits: () => child?.isUsable() === true && holds(spec), work })
    deps.onChange()
  }

  const startEarly = async (spec: EngineSpec): Promise<void> => {
    clearTimeout(idleTimer)
    // The call that follows starts it again, and tells what is wrong.
    if (!closing.signal.aborted) await ensureChild(spec, closing.signal).catch(() => undefined)
  }

  return {
    call: (spec, call) =>
      new Promise((resolve, reject) => {
        const signal = AbortSignal.any([call.signal, closing.signal])
        const onAbort = (): void => reject(signal.reason)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        const work = (): Promise<void> =>
          run(spec, call, (outcome) => void outcome.then(resolve, reject))
            .catch(reject)
            .finally(() => signal.removeEventListener('abort', onAbort))
        if (call.order !== 'beside' || queue.size() === 0 || child?.isUsable() !== true || !holds(spec)) return enqueue(spec, work, call.order)
        // Where the child ends with the call that it went beside, it takes its turn after all.
        child.call({ ...call, signal }).result.then(resolve, (error: unknown) => (isEngineFault(error) ? enqueue(spec, work, call.order) : reject(error)))
      }),
    prepare: (spec) => {
      if (queue.size() === 0 && child?.isUsable() !== true) enqueue(spec, () => startEarly(spec))
    },
    state: () => {
      if (child === null) return null
      const busy = queue.size() > 0
      const leftMs = busy ? Infinity : leavesInMs()
      return {
        kind: deps.kind,
        model: basename(deps.modelPath),
        path: deps.modelPath,
        pid: child.pid(),
        device: child.device,
        rssBytes: child.rssBytes(),
        busy,
        idleSeconds: busy ? 0 : (clock.monotonic() - idleSinceMs) / 1000,
        memoryBytes: room.bytes(),
        contextTokens: child.contextTokens,
        tokensPerSecond: use.tokensPerSecond(),
        users: [...use.users()],
        leavesInSeconds: leftMs === Infinity ? null : Math.max(0, leftMs / 1000),
      }
    },
    standing: () => (child?.isUsable() === true ? 'ready' : isStarting ? 'loading' : hasFailed ? 'failed' : 'cold'),
    use: () => ({ busy: queue.size() > 0, idleSinceMs }),
    unload: async () => {
      if (child === null || queue.size() > 0) return false
      await child.end()
      return true
    },
    close: async () => {
      clearTimeout(idleTimer)
      closing.abort(enginesClosing())
      await starts.endForked()
      await queue.drained()
    },
  }
}
