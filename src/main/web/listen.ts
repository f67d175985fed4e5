import { chmod, lstat, mkdir, unlink } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { AppError } from '../../contract/errors.ts'

/** A server whose callers have little time to say what they want, and little room to say it. */
export const createPatientlessServer = (): Server => {
  const server = createServer({
    maxHeaderSize: 16_384,
    headersTimeout: 10_000,
    // An upload may take as long as it moves; `timeout` below ends one that stands still.
    requestTimeout: 0,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 5000,
  })
  server.timeout = 120_000
  server.maxConnections = 128
  // Ours are answered in full or not at all; Node would hold half-open ones.
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

/** Listens on this machine only; resolves with the port. */
export const listenOnLoopback = async (server: Server, port: number): Promise<number> => {
  await listening(server, { host: '127.0.0.1', port }).catch((error: unknown) => {
    if (isCode(error, 'EADDRINUSE')) throw new AppError('CONFLICT', `Another program on this machine uses port ${port}.`, { next: 'Choose another port, or leave it out and take any that is free.', cause: error })
    if (isCode(error, 'EACCES')) throw new AppError('NO_PERMISSION', `This system does not let Freehold use port ${port}.`, { next: 'Choose a port above 1023.', cause: error })
    throw error
  })
  return (server.address() as AddressInfo).port
}

/**
 * Listens on a unix socket that only its owner reaches: the folder is made private first, for the socket itself has its
 * mode only after it is there. One that an earlier host left behind is replaced; who holds the state folder's lock may.
 */
export const listenOnSocket = async (server: Server, socketPath: string): Promise<void> => {
  const folder = dirname(socketPath)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const before = await lstat(socketPath).catch(() => null)
  if (before !== null && !before.isSocket()) throw new AppError('CONFLICT', `A file stands where Freehold puts its socket: ${socketPath}`, { next: 'Move it away and start Freehold again.' })
  if (before !== null) await unlink(socketPath)
  await listening(server, { path: socketPath })
  await chmod(socketPath, 0o600)
}

const listening = (server: Server, where: { readonly host?: string; readonly port?: number; readonly path?: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => {
      server.off('error', reject)
      resolve()
    })
  })

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
