import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log, OpenAudio, ReceiveUpload } from '../core/ports/index.ts'
import type { HostRouter } from '../rpc/index.ts'
import { answerRequest, toUrl } from './answer.ts'
import { findForeign, findSocketToken, findUnnamed } from './guard.ts'
import { createOpeningCodes } from './opening-codes.ts'
import { createPatientlessServer, listenOnLoopback, listenOnSocket } from './listen.ts'
import { type AudioSigner, createToken } from './secrets.ts'
import { createPage } from './serve-page.ts'
import type { ReceiveModel } from './take-model.ts'
import type { Dictate, ReceiveAttachment } from './take-attachment.ts'
import { createSockets, refuseUpgrade } from './sockets.ts'

export interface WebDoorDeps {
  /** 0 takes any that is free; null opens no port at all: under Electron everything goes over the unix socket. */
  readonly port: number | null
  /** Where the command line and the shell come in; null on a system without unix sockets. */
  readonly socketPath: string | null
  readonly staticFolder: string
  readonly router: HostRouter
  readonly receiveUpload: ReceiveUpload
  readonly receiveAttachment: ReceiveAttachment
  readonly dictate: Dictate
  readonly receiveModel: ReceiveModel
  readonly openAudio: OpenAudio
  readonly audioSigner: AudioSigner
  readonly maxUploadBytes: () => number
  readonly log: Log
  /** For tests; a new one at each start otherwise. */
  readonly token?: string
  /** What the age of a one-time code is counted by. */
  readonly monotonicMs?: () => number
}

export interface WebDoor {
  /** With the token after the `#`, which no browser sends anywhere; null when no port was opened. */
  readonly url: string | null
  readonly port: number | null
  /** An address that opens the page once, for a program that others can watch; null when no port was opened. */
  addressForOnce(): string | null
  close(): Promise<void>
}

/** Opens the ways in: the page's on 127.0.0.1, and the command line's on a unix socket. */
export const createWebDoor = async ({ port: wantedPort, socketPath, staticFolder, router, log, token = createToken(), monotonicMs = () => performance.now(), ...rest }: WebDoorDeps): Promise<WebDoor> => {
  const sockets = createSockets({ router, log })
  const codes = createOpeningCodes(monotonicMs)
  const answerDeps = { ...rest, servePage: createPage(staticFolder), token, codes, log }
  const servers: Server[] = []
  const close = async (): Promise<void> => {
    sockets.close()
    await Promise.all(servers.map(closeServer))
  }

  const serve = (portOf: () => number | null): Server => {
    const server = createPatientlessServer()
    const answer = (request: IncomingMessage, response: Parameters<typeof answerRequest>[1]): void =>
      void answerRequest(request, response, portOf(), answerDeps)
    server.on('request', answer)
    // Said yes to only after the size was looked at.
    server.on('checkContinue', answer)
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (toUrl(request.url)?.pathname !== '/rpc') return refuseUpgrade(socket, 404)
      const port = portOf()
      const objection = port === null ? null : (findForeign(request.headers, port) ?? findUnnamed(request.headers) ?? findSocketToken(request.headers, token))
      if (objection !== null) {
        log.warn('web.turned-away', { objection })
        return refuseUpgrade(socket, 403)
      }
      sockets.upgrade(request, socket, head)
    })
    servers.push(server)
    return server
  }

  try {
    let port: number | null = null
    if (socketPath !== null) await listenOnSocket(serve(() => null), socketPath)
    if (wantedPort !== null) port = await listenOnLoopback(serve(() => port), wantedPort)
    log.info('web.open', { port, socket: socketPath !== null })
    const address = (port: number | null, secret: () => string): string | null => (port === null ? null : `http://127.0.0.1:${port}/#${secret()}`)
    return { url: address(port, () => `token=${token}`), port, addressForOnce: () => address(port, () => `code=${codes.issue()}`), close }
  } catch (error) {
    await close()
    throw error
  }
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
