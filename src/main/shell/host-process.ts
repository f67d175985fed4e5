import { HostToShellSchema, type ShellToHost } from '../../contract/shell.ts'
import type { Log } from '../core/ports/index.ts'
import type { Channel, Child } from './child.ts'
import { createEngineChildren } from './engine-children.ts'

export interface HostProcessDeps<Port> {
  readonly forkHost: () => Child<Port>
  readonly forkEngine: () => Child<Port>
  readonly createChannel: () => Channel<Port>
  /** Hands a page its end; called for each page when it has loaded, and again when the host was started anew. */
  readonly handToPages: (createPort: () => Port) => void
  readonly log: Log
}

export interface HostProcess<Port> {
  /** The page's end of a new channel to the host; null while there is no host. */
  createPagePort(): Port | null
  socketPath(): string | null
  /** Asks the host to end, and ends it after two seconds. */
  close(): Promise<void>
}

const CLOSE_MS = 2000
const STEADY_MS = 60_000

/** How long to wait before the host is started again: at once the first time, then ever longer, half a minute at most. */
export const restartDelayMs = (crashes: number): number => (crashes <= 1 ? 0 : Math.min(30_000, 500 * 2 ** (crashes - 2)))

/** Keeps the host running: forks it, makes its channels, and starts it again when it ends without being asked. */
export const createHostProcess = <Port>({ forkHost, forkEngine, createChannel, handToPages, log }: HostProcessDeps<Port>): HostProcess<Port> => {
  let host: Child<Port> | null = null
  let socketPath: string | null = null
  let isReady = false
  let crashes = 0
  let closing = false
  let restartTimer: ReturnType<typeof setTimeout> | undefined

  const start = (): void => {
    const child = forkHost()
    const startedAtMs = performance.now()
    const tellHost = (message: ShellToHost, ports?: Port[]): void => {
      if (host === child) child.postMessage(message, ports)
    }
    const engines = createEngineChildren({ forkEngine, createChannel, tellHost })
    host = child

    child.on('message', (data) => {
      const message = HostToShellSchema.safeParse(data)
      if (!message.success) {
        log.warn('shell.unknown-message')
        return
      }
      switch (message.data.type) {
        case 'ready':
          socketPath = message.data.socketPath
          isReady = true
          handToPages(() => createPort(child))
          break
        case 'fork-engine':
          engines.fork(message.data.id, message.data.spec)
          break
        case 'kill-engine':
          engines.kill(message.data.id)
          break
      }
    })
    child.once('exit', (code) => {
      // Nobody else knows of its engines now, and the next host forks its own.
      engines.killAll()
      host = null
      socketPath = null
      isReady = false
      if (closing) return
      crashes = performance.now() - startedAtMs > STEADY_MS ? 1 : crashes + 1
      log.warn('shell.host-ended', { code, crashes })
      restartTimer = setTimeout(start, restartDelayMs(crashes))
    })
  }

  const createPort = (child: Child<Port>): Port => {
    const { port1, port2 } = createChannel()
    child.postMessage({ type: 'page-port' } satisfies ShellToHost, [port1])
    return port2
  }

  start()
  return {
    createPagePort: () => (host === null || !isReady ? null : createPort(host)),
    socketPath: () => socketPath,
    close: () =>
      new Promise((resolve) => {
        closing = true
        clearTimeout(restartTimer)
        if (host === null) {
          resolve()
          return
        }
        const child = host
        const timer = setTimeout(() => child.kill(), CLOSE_MS)
        child.once('exit', () => {
          clearTimeout(timer)
          resolve()
        })
        child.postMessage({ type: 'close' } satisfies ShellToHost)
      }),
  }
}
