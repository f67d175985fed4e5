import type { Server } from 'node:http'
import { AppError } from '../../../contract/errors.ts'

/** Listens on one address. Rejects CONFLICT where the port is taken, NO_PERMISSION where it may not be had. */
export const listenForApps = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(toFailure(error, port))
    server.once('error', onError)
    server.listen({ host, port, ipv6Only: host.includes(':') }, () => {
      server.off('error', onError)
      // A failed accept, such as for want of file handles, ends nothing.
      server.on('error', () => undefined)
      resolve()
    })
  })

const toFailure = (error: NodeJS.ErrnoException, port: number): Error => {
  if (error.code === 'EADDRINUSE') return new AppError('CONFLICT', `Another program on this computer uses port ${port}.`, { next: 'End that program, or choose another port: api.port in the settings.', cause: error })
  if (error.code === 'EACCES') return new AppError('NO_PERMISSION', `This system does not let Freehold use port ${port}.`, { next: 'Choose a port above 1023: api.port in the settings.', cause: error })
  return error
}
