import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import { AppError } from '../../contract/errors.ts'
import type { contract } from '../../contract/index.ts'
import { SUBPROTOCOL } from '../../contract/wire.ts'

export interface HostConnection {
  readonly api: ContractRouterClient<typeof contract>
  /** Resolves when the line is closed, from either side. */
  readonly closed: Promise<void>
  close(): void
}

/** Opens a line to the host that listens on this unix socket; null when none does. */
export const connectToHost = async (socketPath: string, signal: AbortSignal): Promise<HostConnection | null> => {
  signal.throwIfAborted()
  const socket = new WebSocket(`ws+unix://${socketPath}:/rpc`, SUBPROTOCOL, { handshakeTimeout: 5000, perMessageDeflate: false })
  // The adapter knows text and Blobs; Node's Buffers are neither.
  socket.binaryType = 'arraybuffer'
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))

  const opened = await new Promise<boolean>((resolve, reject) => {
    const abort = (): void => {
      socket.terminate()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    socket.once('open', () => {
      // From here on a caller gives a call up, and the line still has to say so.
      signal.removeEventListener('abort', abort)
      resolve(true)
    })
    socket.once('error', () => resolve(false))
    void closed.then(() => signal.removeEventListener('abort', abort))
  })
  if (!opened) return null
  // What follows an error is `close`, which is where a lost line is noticed.
  socket.on('error', () => {})

  const link = new RPCLink({
    websocket: socket as unknown as globalThis.WebSocket,
    interceptors: [
      // A call on a line that is gone would wait for ever.
      async ({ next }) => {
        if (socket.readyState !== WebSocket.OPEN) throw hostGone()
        return Promise.race([next(), closed.then(() => Promise.reject(hostGone()))])
      },
    ],
  })
  return { api: createORPCClient(link), closed, close: () => socket.close(1000) }
}

const hostGone = (): AppError =>
  new AppError('OFFLINE', 'Freehold stopped before it answered. What it had begun is kept.', { next: 'Start Freehold again; it goes on where it was.' })
