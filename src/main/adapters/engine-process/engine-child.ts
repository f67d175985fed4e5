import type { EngineCall, EngineSpec, ForkEngine } from '../../core/ports/index.ts'
import { engineCrashed, engineTimeout, failureToError } from './failures.ts'
import type { EngineLimits } from './limits.ts'
import { type EngineBlocked, type ToChild, type ToHost, ToHostSchema } from './messages.ts'
import { createPulse } from './pulse.ts'

export interface EngineChild {
  readonly device: string
  /** What a language model holds at once. */
  readonly contextTokens: number | null
  /** Calls that it can work on at once. */
  readonly sequences: number
  pid(): number | null
  rssBytes(): number
  /** False once it is gone, or was told to go: a call must not meet a child on its way out. */
  isUsable(): boolean
  /** Settles when the process is gone. */
  readonly gone: Promise<void>
  /** `result` settles at once on an abort; `free` when the child can take the next call, or is gone. */
  call(call: EngineCall): { readonly result: Promise<unknown>; readonly free: Promise<void> }
  /** SIGTERM, then SIGKILL; resolves when the process is gone. */
  end(): Promise<void>
}

/** Why a start failed: the child's own word, or its sudden end while native code loaded the model. */
export type StartFailure = { readonly crashed: boolean; readonly error: Error }

interface Waiting {
  readonly onEvent: ((event: unknown) => void) | undefined
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Forks a child and has it load the model. `onFork` gets the means to end it before it is ready. */
export const startChild = async (deps: {
  readonly fork: ForkEngine
  readonly spec: EngineSpec
  readonly limits: EngineLimits
  readonly onFork: (end: () => Promise<void>) => void
  readonly onChange: () => void
  readonly onBlocked?: ((blocked: EngineBlocked) => void) | undefined
  readonly onMeasured: (bytes: number) => void
}): Promise<EngineChild> => {
  const { spec, limits } = deps
  const link = await deps.fork(spec)
  const post = (message: ToChild): void => link.post(message)
  const gone = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<ToHost & { type: 'ready' }>()
  // The failure of a start that nobody waits for any more is not our bug.
  ready.promise.catch(() => undefined)
  let isGone = false
  let isEnding = false
  let timedOut = false
  let pid = link.pid
  let rssBytes = 0
  const waiting = new Map<number, Waiting>()
  let callCount = 0
  let busyCount = 0

  const end = async (): Promise<void> => {
    if (isGone) return
    isEnding = true
    link.kill(false)
    const timer = setTimeout(() => link.kill(true), limits.endMs)
    await gone.promise
    clearTimeout(timer)
  }

  const pulse = createPulse({
    limits,
    ping: () => post({ type: 'ping' }),
    onDead: () => {
      isEnding = true
      timedOut = true
      link.kill(true)
    },
  })

  const onMessage = (message: ToHost): void => {
    switch (message.type) {
      case 'started':
        pid = message.pid
        return
      case 'ready':
        rssBytes = message.rssBytes
        deps.onMeasured(message.heldBytes)
        pulse.loaded()
        ready.resolve(message)
        return
      case 'broken':
        ready.reject({ crashed: false, error: failureToError(message.failure, spec.kind) } satisfies StartFailure)
        void end()
        return
      case 'pong':
        rssBytes = message.rssBytes
        deps.onMeasured(message.heldBytes)
        pulse.answered(message.cpuMs)
        deps.onChange()
        return
      case 'blocked':
        deps.onBlocked?.(message.blocked)
        return
      case 'events':
        pulse.progressed()
        for (const event of message.events) waiting.get(message.id)?.onEvent?.(event)
        return
      case 'result':
        waiting.get(message.id)?.resolve(message.value)
        return
      case 'failure':
        waiting.get(message.id)?.reject(failureToError(message.failure, spec.kind))
    }
  }

  link.onMessage((raw) => {
    const message = ToHostSchema.safeParse(raw)
    if (message.success) onMessage(message.data)
  })
  link.onExit(({ code, signal }) => {
    isGone = true
    pulse.stop()
    const cause = new Error(`The engine ended with ${signal ?? `code ${code}`}.`)
    const error = timedOut ? engineTimeout(spec.kind) : engineCrashed(spec.kind, { cause })
    ready.reject({ crashed: true, error } satisfies StartFailure)
    for (const one of waiting.values()) one.reject(error)
    gone.resolve()
  })
  deps.onFork(end)
  post({ type: 'load', spec: { ...spec } })
  const { device, contextTokens, sequences } = await ready.promise

  const call = ({ method, params, onEvent, order, signal }: EngineCall): ReturnType<EngineChild['call']> => {
    callCount += 1
    const id = callCount
    const isBeside = order === 'beside'
    const settled = Promise.withResolvers<unknown>()
    const result = Promise.withResolvers<unknown>()
    const current: Waiting = { onEvent: signal.aborted ? undefined : (event) => signal.aborted || onEvent?.(event), resolve: settled.resolve, reject: settled.reject }
    waiting.set(id, current)
    if (!isBeside && (busyCount += 1) === 1) pulse.busy()
    let cancelTimer: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      result.reject(signal.reason)
      post({ type: 'cancel', id })
      if (isBeside) return
      cancelTimer = setTimeout(
        () => {
          isEnding = true
          link.kill(true)
        },
        spec.kind === 'llama' || spec.kind === 'embedding' ? limits.cancelLlamaMs : limits.cancelMs,
      )
    }
    settled.promise.then(result.resolve, result.reject)
    const free = settled.promise.then(ignore, ignore).then(async () => {
      clearTimeout(cancelTimer)
      signal.removeEventListener('abort', onAbort)
      waiting.delete(id)
      if (!isBeside && (busyCount -= 1) === 0) pulse.freed()
      // Ended for being deaf to the cancel: the next call waits until it is gone, and starts another.
      if (isGone) await gone.promise
    })
    if (isGone) current.reject(engineCrashed(spec.kind))
    else {
      post({ type: 'call', id, method, params })
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    }
    return { result: result.promise, free }
  }

  return { device, contextTokens, sequences, pid: () => pid, rssBytes: () => rssBytes, isUsable: () => !isGone && !isEnding, gone: gone.promise, call, end }
}

const ignore = (): void => undefined
