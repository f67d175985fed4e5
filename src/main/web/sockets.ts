import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { SUBPROTOCOL } from '../../contract/wire.ts'
import { type ServeDeps, serveConnection } from '../rpc/index.ts'

/** Ten thousand dropped paths fit; bytes have a door of their own. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
const MAX_SOCKETS = 64
const BEAT_MS = 30_000

export interface Sockets {
  /** Makes the connection a WebSocket that answers calls. Who asks has been looked at before. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** Turns connections into WebSockets; one that no longer answers is ended, so that its streams are too. */
export const createSockets = (deps: ServeDeps): Sockets => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const silent = new WeakSet<WebSocket>()
  const heart = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate()
      silent.add(socket)
      socket.ping()
    }
  }, BEAT_MS).unref()

  const serve = (socket: WebSocket): void => {
    socket.on('pong', () => silent.delete(socket))
    socket.on('error', () => socket.terminate())
    serveConnection(
      {
        // Its callback comes when the system has taken the bytes: a socket that nobody reads holds its streams back.
        send: (message) => new Promise((resolve, reject) => socket.send(message, (error) => (error ? reject(error) : resolve()))),
        onMessage: (listener) => socket.on('message', (bytes, isBinary) => (isBinary ? socket.close(1003) : listener(String(bytes)))),
        onClose: (listener) => socket.once('close', () => listener()),
        close: () => socket.close(1008),
      },
      deps,
    )
  }

  return {
    upgrade: (request, socket, head) => {
      if (server.clients.size >= MAX_SOCKETS) {
        refuseUpgrade(socket, 503)
        return
      }
      server.handleUpgrade(request, socket, head, serve)
    },
    close: () => {
      clearInterval(heart)
      for (const socket of server.clients) {
        socket.close(1001)
        // Who does not answer the goodbye is not waited for.
        setImmediate(() => socket.terminate())
      }
      server.close()
    },
  }
}

/** Turns a would-be WebSocket away before it is one. */
export const refuseUpgrade = (socket: Duplex, status: 400 | 403 | 404 | 503): void => {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
