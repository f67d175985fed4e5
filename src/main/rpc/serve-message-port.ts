import { serveConnection, type ServeDeps } from './serve-connection.ts'

/** What Electron's MessagePortMain and Node's MessagePort have in common. */
export interface PortLike {
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** Electron hands over events, Node the message itself. */
export interface PortEvents {
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}

/**
 * Answers the calls of a page that was handed the other end of this port. The port tells nothing about a reader that falls
 * behind, so it leans on the credits alone. A port sends nothing until it is started, and oRPC never does that.
 */
export const serveMessagePort = (port: PortLike, events: PortEvents, deps: ServeDeps): void => {
  serveConnection(
    {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => events.onMessage((message) => typeof message === 'string' && listener(message)),
      onClose: events.onClose,
      close: () => port.close(),
    },
    deps,
  )
  port.start()
}
