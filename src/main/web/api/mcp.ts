import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../../contract/errors.ts'
import { createMcpServer } from '../../rpc/index.ts'
import { createInFlight } from './mcp-in-flight.ts'
import type { InFlight } from './mcp-in-flight.ts'
import type { ApiContext, ApiRoute } from './route.ts'

const PARSE_ERROR = -32_700
const INVALID_REQUEST = -32_600
const INTERNAL_ERROR = -32_603

/** A failure before the protocol's own server saw the request, in JSON-RPC's shape. */
export const mcpError = (error: unknown): { readonly status: number; readonly body: Readonly<Record<string, unknown>> } => {
  const isExpected = error instanceof AppError
  const isBadJson = isExpected && error.code === 'BAD_REQUEST'
  const status = !isExpected ? 500 : error.code === 'TOO_LARGE' ? 413 : error.code === 'RATE_LIMITED' ? 429 : 400
  const message = isExpected ? [error.message, error.next].filter((each) => each !== undefined).join(' ') : 'Something went wrong in Freehold.'
  return { status, body: { jsonrpc: '2.0', error: { code: isBadJson ? PARSE_ERROR : isExpected ? INVALID_REQUEST : INTERNAL_ERROR, message }, id: null } }
}

/**
 * Streamable HTTP, for both revisions of the protocol. No session is kept: each request is answered by a server of its own that
 * ends with it, so there is nothing to bound or to steal.
 */
const handle = async (context: ApiContext, inFlight: InFlight): Promise<void> => {
  const { request, response, caller, mcp, signal, version, log, url } = context
  const parsedBody = request.method === 'POST' ? await context.readJson() : undefined
  const { createMcpHandler } = await import('@modelcontextprotocol/server')
  const from = addressOf(request)
  const leaving = new AbortController()
  const leave = (): void => leaving.abort()
  response.once('close', leave)
  const ending = AbortSignal.any([signal, leaving.signal])
  inFlight.heed(caller.clientId, parsedBody)
  const forget = inFlight.add(caller.clientId, parsedBody, leave)
  const server = await createMcpServer({
    version,
    list: async () => mcp.list(),
    call: (name, input, asked) => mcp.call({ ...caller, from }, name, input, AbortSignal.any([asked, ending])),
    onFault: (error) => log.error('mcp.failed', error),
  })
  const handler = createMcpHandler(() => server, { maxSubscriptions: 1, onerror: (error) => log.debug('mcp.refused', { kind: error.name }) })
  const end = (): void => void handler.close()
  ending.addEventListener('abort', end, { once: true })
  try {
    const asked = new Request(url, { method: request.method ?? 'GET', headers: headersOf(request), signal: ending, ...(parsedBody === undefined ? {} : { body: JSON.stringify(parsedBody) }) })
    await answer(response, await handler.fetch(asked, { parsedBody }), ending)
  } finally {
    forget()
    ending.removeEventListener('abort', end)
    await handler.close()
  }
}

/** Where MCP clients of this machine and the network come in. */
const createMcpRoutes = (): readonly ApiRoute[] => {
  const inFlight = createInFlight()
  return (['POST', 'GET', 'DELETE'] as const).map((method) => ({ dialect: 'mcp', method, path: '/mcp', handle: (context) => handle(context, inFlight) }))
}

export const mcpRoutes: readonly ApiRoute[] = createMcpRoutes()

const answer = async (response: ServerResponse, answered: Response, signal: AbortSignal): Promise<void> => {
  response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), 'cache-control': 'no-store' })
  const reader = answered.body?.getReader()
  if (!reader) return void response.end()
  const leave = (): void => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', leave, { once: true })
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      // Whoever reads slowly holds up no more than one piece.
      if (!response.write(next.value)) await once(response, 'drain', { signal })
    }
    response.end()
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

const headersOf = ({ headers }: IncomingMessage): Headers => {
  const read = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    // What the door has looked at is no business of the protocol's server.
    if (value === undefined || name.startsWith(':') || name === 'authorization' || name === 'cookie') continue
    for (const each of Array.isArray(value) ? value : [value]) read.append(name, each)
  }
  return read
}

const addressOf = ({ socket }: IncomingMessage): string | null => {
  const address = socket.remoteAddress ?? 'unknown'
  return /^(?:::ffff:)?127\.|^::1$/.test(address) ? null : address
}
