import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** Where a door stands. */
export interface DoorPlace {
  /** By which it is called, in lower case. */
  readonly names: readonly string[]
  readonly port: number
  /** Open to other machines. */
  readonly isNetwork: boolean
}

/** Names by which programs of this machine call it; the last is what containers on it have. */
export const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]', 'host.docker.internal']

/**
 * Why a request is none of an app that may come in: it calls this machine by a name that is not its own (an attacker's name that leads
 * here), or it comes from a web page that is not on the list. Null where nothing speaks against it.
 */
export const findStranger = (headers: IncomingHttpHeaders, { names, port }: Pick<DoorPlace, 'names' | 'port'>, allowedOrigins: readonly string[]): string | null => {
  const host = (headers.host ?? '').toLowerCase()
  const [, name = host, given = '80'] = /^(.*?)(?::(\d+))?$/.exec(host) ?? []
  if (!names.includes(name) || Number(given) !== port) return 'This address does not belong to Freehold. Use http://127.0.0.1 and the port.'
  const { origin } = headers
  if (origin !== undefined) return allowedOrigins.includes(origin) ? null : 'Web pages may not use this. Add the page’s origin to api.allowedOrigins in the settings if it may.'
  // An image or a form of another page names no origin, but a browser says that it is of another site.
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'none' || site === 'same-origin' ? null : 'Web pages may not use this.'
}

/** What a browser is told beside the answer: that this page, and no other, may read it. */
export const corsHeaders = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  headers.origin === undefined ? {} : { 'access-control-allow-origin': headers.origin, 'access-control-expose-headers': 'mcp-session-id, retry-after, x-request-id', vary: 'origin' }

/** The answer to a browser that asks first. */
export const preflightHeaders = (request: IncomingMessage): Readonly<Record<string, string>> => {
  const wanted = request.headers['access-control-request-headers'] ?? ''
  return {
    ...corsHeaders(request),
    'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
    // Names alone: what it will send is looked at when it comes.
    'access-control-allow-headers': /^[\w\-, ]{0,2000}$/.test(wanted) ? wanted : 'authorization, content-type',
    'access-control-max-age': '600',
    ...(request.headers['access-control-request-private-network'] === 'true' ? { 'access-control-allow-private-network': 'true' } : {}),
  }
}

/** The token of a request, as it stands in its header. */
export const tokenOf = ({ authorization }: IncomingHttpHeaders): string | null => /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null

/** Null for a program of this machine. What comes by the network's door, or is handed on by a proxy, comes from somewhere else. */
export const fromOf = ({ socket, headers }: IncomingMessage, { isNetwork }: Pick<DoorPlace, 'isNetwork'>): string | null => {
  const address = (socket.remoteAddress ?? 'nowhere').replace(/^::ffff:/, '')
  if (isNetwork) return address
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return `a proxy at ${address}`
  return address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address) ? null : address
}
