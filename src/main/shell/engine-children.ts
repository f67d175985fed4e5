import type { ShellToHost } from '../../contract/shell.ts'
import type { Channel, Child } from './child.ts'

export interface EngineChildrenDeps<Port> {
  readonly forkEngine: () => Child<Port>
  readonly createChannel: () => Channel<Port>
  readonly tellHost: (message: ShellToHost, ports?: Port[]) => void
}

export interface EngineChildren {
  fork(id: number, spec: unknown): void
  kill(id: number): void
  killAll(): void
}

/** Forks engines on the host's behalf: each gets one end of a channel and the host the other, so that we stay off the path. */
export const createEngineChildren = <Port>({ forkEngine, createChannel, tellHost }: EngineChildrenDeps<Port>): EngineChildren => {
  const children = new Map<number, Child<Port>>()

  return {
    fork: (id, spec) => {
      const child = forkEngine()
      let handedOver = false
      children.set(id, child)
      child.once('spawn', () => {
        const { port1, port2 } = createChannel()
        child.postMessage({ type: 'engine-port', id, spec }, [port1])
        tellHost({ type: 'engine-port', id, pid: child.pid ?? null }, [port2])
        handedOver = true
      })
      child.once('exit', (code) => {
        children.delete(id)
        tellHost(handedOver ? { type: 'engine-exit', id, code } : { type: 'engine-failed', id })
      })
    },
    // Electron's kill asks first and makes sure after: it has no other kind.
    kill: (id) => void children.get(id)?.kill(),
    killAll: () => {
      for (const child of children.values()) child.kill()
    },
  }
}
