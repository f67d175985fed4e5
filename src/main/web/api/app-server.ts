import { createServer as createHttpServer, STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { shapeRefusal } from './failures.ts'
import type { ErrorShapes, Refusal } from './failures.ts'
import { answerFailure } from './tell-app.ts'

const MOST_CONNECTIONS = 256

/** PEM. */
export interface Tls {
  readonly cert: Buffer
  readonly key: Buffer
}

export interface AppServerDeps {
  readonly errorOf: ErrorShapes
  /** Null for plain http. */
  readonly tls: Tls | null
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly onRefused: () => void
  /** Without a byte either way. */
  readonly stillMs: number
}

/** A server whose callers have little time to say who they are, and all the time to wait for a model: only who neither sends nor reads is ended. */
export const createAppServer = ({ errorOf, tls, answer, onRefused, stillMs }: AppServerDeps): Server => {
  // A recording may take as long as it moves; the time of a request that was let in is counted elsewhere.
  const options = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 5000, connectionsCheckingInterval: 5000 }
  const server = tls === null ? createHttpServer(options) : createHttpsServer({ ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 })
  server.maxConnections = MOST_CONNECTIONS
  const openOf = new WeakMap<Duplex, Set<ServerResponse>>()

  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const open = openOf.get(request.socket) ?? new Set()
    openOf.set(request.socket, open)
    open.add(response)
    response.once('close', () => open.delete(response))
    answer(request, response)
  }
  server.on('request', take)
  // Said yes to only after it was looked at; anything but `100-continue` is not known.
  server.on('checkContinue', take)
  const refuseRaw = (socket: Duplex, refusal: Refusal): void => {
    onRefused()
    const { status, body, headers } = shapeRefusal(errorOf, 'openai', refusal)
    const text = JSON.stringify(body)
    const lines = Object.entries({ ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store', connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`)
    setTimeout(() => socket.destroy(), 1000).unref()
  }
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    onRefused()
    answerFailure(request, response, shapeRefusal(errorOf, 'openai', { status: 417, message: 'This server knows no such expectation.' }))
  })
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined)
    refuseRaw(socket, { status: 405, message: 'This is no proxy.' })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const [response] = openOf.get(socket) ?? []
    if (!socket.writable || response?.headersSent === true) return void socket.destroy()
    refuseRaw(socket, refusalOf(error))
  })
  server.setTimeout(stillMs, (socket: Socket) => {
    const open = [...(openOf.get(socket) ?? [])]
    const isStill = open.length === 0 || open.some((response) => !response.req.complete || response.writableLength > 0) || socket.writableLength > 0
    if (isStill) socket.destroy()
    // It waits for a model.
    else socket.setTimeout(stillMs)
  })
  return server
}

const refusalOf = ({ code }: NodeJS.ErrnoException): Refusal => {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, message: 'The head of the request is longer than 16 kB.' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, message: 'The request did not come in time.' }
  return { status: 400, message: 'That is not HTTP as this server knows it.' }
}
