import type { EngineLink, ForkEngine } from '../../core/ports/index.ts'

/** What Electron's `MessagePortMain` is to us; declared here, for nothing outside the shell imports Electron. */
export interface EnginePort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** The host's `process.parentPort` under Electron: the way to the shell, which alone may fork. */
export interface ShellPort {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly EnginePort[] }) => void): void
  postMessage(message: unknown): void
}

/**
 * Has the shell fork engines on the host's behalf. To the shell go `{type:'fork-engine', id, spec}` and
 * `{type:'kill-engine', id, force}`; from it come `{type:'engine-port', id, pid}` with one port, `{type:'engine-exit', id,
 * code}`, or `{type:'engine-failed', id}`.
 */
export const createElectronFork = (shell: ShellPort): ForkEngine => {
  const waiting = new Map<number, { resolve: (link: EngineLink) => void; reject: (error: Error) => void }>()
  const exitListeners = new Map<number, (code: number | null) => void>()
  let lastId = 0

  const linkTo = (id: number, pid: number | null, port: EnginePort): EngineLink => {
    const listeners: ((exit: { readonly code: number | null; readonly signal: string | null }) => void)[] = []
    exitListeners.set(id, (code) => {
      exitListeners.delete(id)
      port.close()
      for (const listener of listeners) listener({ code, signal: null })
    })
    return {
      pid,
      post: (message) => port.postMessage(message),
      onMessage: (listener) => {
        port.on('message', ({ data }) => listener(data))
        port.start()
      },
      onExit: (listener) => void listeners.push(listener),
      kill: (force) => shell.postMessage({ type: 'kill-engine', id, force }),
    }
  }

  shell.on('message', ({ data, ports: [port] }) => {
    if (!isShellMessage(data)) return
    const asked = waiting.get(data.id)
    if (data.type === 'engine-exit') exitListeners.get(data.id)?.(data.code ?? null)
    if (asked === undefined) return
    waiting.delete(data.id)
    if (data.type === 'engine-port' && port !== undefined) asked.resolve(linkTo(data.id, data.pid ?? null, port))
    else asked.reject(new Error('The shell could not fork an engine.'))
  })

  return (spec) =>
    new Promise((resolve, reject) => {
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      shell.postMessage({ type: 'fork-engine', id: lastId, spec: { ...spec } })
    })
}

interface ShellMessage {
  readonly type: 'engine-port' | 'engine-exit' | 'engine-failed'
  readonly id: number
  readonly pid?: number
  readonly code?: number
}

const isShellMessage = (data: unknown): data is ShellMessage =>
  typeof data === 'object' && data !== null && 'type' in data && 'id' in data && typeof data.id === 'number' && /^engine-(port|exit|failed)$/.test(String(data.type))
