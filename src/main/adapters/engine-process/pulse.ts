import type { EngineLimits } from './limits.ts'

// Less of a core than this between two pings is a process that waits.
const IDLE_SHARE = 0.01

export interface Pulse {
  loaded(): void
  busy(): void
  freed(): void
  answered(cpuMs: number): void
  progressed(): void
  stop(): void
}

/** Pings a child and says when it is dead in all but name. Time is counted in pings sent, not on the clock. */
export const createPulse = (deps: {
  readonly limits: EngineLimits
  readonly ping: () => void
  readonly onDead: () => void
}): Pulse => {
  const { limits } = deps
  let state: 'loading' | 'idle' | 'busy' = 'loading'
  let silentMs = 0
  let stalledMs = 0
  let noProgressMs = 0
  let lastCpuMs = 0

  const isDead = (): boolean => {
    if (state === 'loading') return silentMs >= limits.loadMs
    if (silentMs >= limits.silentMs) return true
    return state === 'busy' && (stalledMs >= limits.stalledMs || noProgressMs >= limits.noProgressMs)
  }

  const timer = setInterval(() => {
    if (isDead()) {
      clearInterval(timer)
      deps.onDead()
      return
    }
    silentMs += limits.pingMs
    if (state === 'busy') noProgressMs += limits.pingMs
    deps.ping()
  }, limits.pingMs)
  timer.unref()

  const restart = (): void => {
    stalledMs = 0
    noProgressMs = 0
  }

  return {
    loaded: () => {
      state = 'idle'
      silentMs = 0
    },
    busy: () => {
      state = 'busy'
      restart()
    },
    freed: () => {
      state = 'idle'
    },
    answered: (cpuMs) => {
      silentMs = 0
      const computes = cpuMs - lastCpuMs > limits.pingMs * IDLE_SHARE
      lastCpuMs = cpuMs
      stalledMs = state === 'busy' && !computes ? stalledMs + limits.pingMs : 0
    },
    progressed: restart,
    stop: () => clearInterval(timer),
  }
}
