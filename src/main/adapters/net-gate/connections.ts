import type { Socket } from 'node:net'
import type { Client } from 'undici'
import { checkAddress, type OpenSocket, openSocket, type SocketLeave, type Way } from './connect.ts'

const KEEP_ALIVE_MS = 15_000
const KEEP_ALIVE_MOST_MS = 60_000
const MOST_IDLE = 8

/** One socket, spoken over by one request at a time; it is lent again to the same address and zone only. */
export interface Connection {
  readonly client: Client
  readonly address: string
  /** It stood idle before it was lent, and the other side may have ended it unseen. */
  readonly wasIdle: boolean
  /** Bytes on the wire since it was lent, TLS and what came in between included. */
  wire(): { readonly bytesOut: number; readonly bytesIn: number }
  /** Gives it back when an answer was read to its end. */
  release(): void
  destroy(): void
}

export interface Connections {
  /** Lends a connection that stands, or opens one. Rejects as `openSocket` does. */
  lend(way: Way): Promise<Connection>
  /** Opens one, whatever stands. */
  open(way: Way): Promise<Connection>
  /** Ends those that nobody uses. */
  drop(): void
}

/** Keeps the gate's own connections; nobody else ever holds one. */
export const createConnections = (deps: { readonly leave: SocketLeave; readonly silentMs: number }): Connections => {
  const idle = new Map<string, Connection[]>()

  const take = (key: string, way: Way): Connection | undefined => {
    const waiting = idle.get(key) ?? []
    for (let connection = waiting.pop(); connection !== undefined; connection = waiting.pop()) {
      if (connection.client.destroyed || !isFit(connection.address, way)) connection.destroy()
      else return { ...connection, wasIdle: true }
    }
    return undefined
  }

  const give = (key: string, connection: Connection): void => {
    const waiting = idle.get(key) ?? []
    idle.set(key, waiting)
    waiting.push(connection)
    while (waiting.length > MOST_IDLE) waiting.shift()?.destroy()
  }

  const open = async (way: Way): Promise<Connection> => toConnection(await loadClient(), await openSocket(deps.leave, way), way, deps.silentMs, (connection) => give(keyOf(way), connection))

  return {
    lend: async (way) => take(keyOf(way), way) ?? open(way),
    open,
    drop: () => {
      for (const connection of [...idle.values()].flat()) connection.destroy()
      idle.clear()
    },
  }
}

const keyOf = ({ zone, tls, hostname, port }: Way): string => `${zone} ${tls ? 'https' : 'http'} ${hostname} ${port}`

// What the person calls their network may have changed since it was opened.
const isFit = (address: string, way: Way): boolean => {
  try {
    checkAddress(address, way)
    return true
  } catch {
    return false
  }
}

// When it is first needed: a host that sends nothing does without its megabytes.
const loadClient = async (): Promise<typeof Client> => (await import('undici')).Client

const toConnection = (Speaker: typeof Client, { raw, socket: opened }: OpenSocket, way: Way, silentMs: number, giveBack: (connection: Connection) => void): Connection => {
  let unspent: Socket | null = opened
  const client = new Speaker(`${way.tls ? 'https' : 'http'}://${way.hostname}:${way.port}`, {
    pipelining: 1,
    allowH2: false,
    useMilo: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MOST_MS,
    headersTimeout: 0,
    bodyTimeout: silentMs,
    // One socket a client: it never opens another by itself.
    connect: (_options, callback) => {
      if (unspent === null) return callback(Object.assign(new Error('The connection ended.'), { code: 'ECONNRESET' }), null)
      const socket = unspent
      unspent = null
      // Later: told at once, undici waits for ever.
      queueMicrotask(() => callback(null, socket))
    },
  })
  const marks = { out: 0, in: 0 }
  const destroy = (): void => {
    // Not awaited: it settles when the socket is gone, and nothing depends on when.
    client.destroy().catch(() => undefined)
    raw.destroy()
  }
  raw.once('close', destroy)
  const connection: Connection = {
    client,
    address: raw.remoteAddress ?? '',
    wasIdle: false,
    wire: () => ({ bytesOut: raw.bytesWritten - marks.out, bytesIn: raw.bytesRead - marks.in }),
    release: () => {
      marks.out = raw.bytesWritten
      marks.in = raw.bytesRead
      if (raw.destroyed || client.destroyed) destroy()
      else giveBack(connection)
    },
    destroy,
  }
  return connection
}
