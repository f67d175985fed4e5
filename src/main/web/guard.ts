import type { IncomingHttpHeaders } from 'node:http'
import { CODE_HEADER, SUBPROTOCOL, TOKEN_HEADER, TOKEN_SUBPROTOCOL } from '../../contract/wire.ts'
import type { OpeningCodes } from './opening-codes.ts'
import { isSameSecret } from './secrets.ts'

/** Why a request is turned away, for the log; what the other side learns is only that it was. */
export type Objection = 'host' | 'origin' | 'cross-site' | 'token' | 'code'

/**
 * Is this a request from our own page? `Host` must name this machine (a name that an attacker's DNS points at 127.0.0.1
 * does not), `Origin` must be the page's, and what the browser says of the page that asks must not be another site: another
 * program's page on another port of this machine is `same-site`, and not ours either.
 */
export const findForeign = (headers: IncomingHttpHeaders, port: number): Objection | null => {
  const { host, origin } = headers
  if (host === undefined || !ownHosts(port).includes(host)) return 'host'
  if (origin !== undefined && origin !== `http://${host}`) return 'origin'
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'cross-site'
  return null
}

const ownHosts = (port: number): readonly string[] =>
  ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))

/** For what changes something: a browser always names the page's origin there, so its absence is a refusal too. */
export const findUnnamed = (headers: IncomingHttpHeaders): Objection | null => (headers.origin === undefined ? 'origin' : null)

/** The token in its header. */
export const findHeaderToken = (headers: IncomingHttpHeaders, token: string): Objection | null => {
  const given = headers[TOKEN_HEADER]
  return typeof given === 'string' && isSameSecret(given, token) ? null : 'token'
}

/** A one-time code in its header; it is used up by being looked at. */
export const findCode = (headers: IncomingHttpHeaders, codes: OpeningCodes): Objection | null => {
  const given = headers[CODE_HEADER]
  return typeof given === 'string' && codes.redeem(given) ? null : 'code'
}

/** The token beside the subprotocol, the one header that a page may choose when it opens a WebSocket. */
export const findSocketToken = (headers: IncomingHttpHeaders, token: string): Objection | null => {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const given = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL))?.slice(TOKEN_SUBPROTOCOL.length)
  return offered.includes(SUBPROTOCOL) && given !== undefined && isSameSecret(given, token) ? null : 'token'
}
