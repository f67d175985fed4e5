import { createHash } from 'node:crypto'
import { kindOfAddress } from '../../core/lib/addresses.ts'
import type { HttpDraft, Permit } from '../../core/ports/index.ts'

const TOKEN = /^[a-z0-9!#$%&'*+.^_`|~-]+$/
// What a request says of its own carriage is for the gate alone; `host` would send it to another server behind the same address.
const OURS = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect', 'cookie', 'proxy-authorization', 'proxy-connection'])
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** Hex, over the very bytes that are sent. */
export const sha256Of = (body: Uint8Array | null): string | null => (body === null ? null : createHash('sha256').update(body).digest('hex'))

/** Why a draft is not what its permit allows, to be read after "Nothing was sent:"; null when it is. */
export const findObjection = (permit: Permit, draft: HttpDraft, facts: { readonly secretNames: readonly string[]; readonly nowMs: number; readonly isIssued: (permit: Permit) => boolean }): string | null => {
  if (!facts.isIssued(permit)) return 'nobody gave leave for it.'
  if (!(facts.nowMs < permit.expiresAtMs)) return 'the leave for it has run out.'
  if (draft.method !== permit.method || !METHODS.has(draft.method)) return 'its method is not the one that was permitted.'
  if (draft.url !== permit.url) return 'its address is not the one that was permitted.'
  const names = [...Object.keys(draft.headers), ...facts.secretNames]
  if (!names.every((name) => TOKEN.test(name) && !OURS.has(name))) return 'it carries a header that no request may set.'
  if (names.toSorted().join('\n') !== permit.headerNames.join('\n') || new Set(names).size !== names.length) return 'its headers are not those that were permitted.'
  if (sha256Of(draft.body) !== permit.bodySha256) return 'its content is not what was permitted.'
  return findWayObjection(permit, draft.url)
}

const findWayObjection = (permit: Permit, address: string): string | null => {
  if (!URL.canParse(address)) return 'its address cannot be read.'
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'only http and https lead out of here.'
  if (url.username !== '' || url.password !== '') return 'its address carries a name or a password.'
  if (permit.zone === 'cloud' && url.protocol === 'http:' && !isInside(url.hostname)) return 'over http everybody on the way could read it. Use an https address.'
  return null
}

/** Does an address name this Mac or a private machine by itself, so that whoever declared it cloud knew where it leads? */
export const isInside = (hostname: string): boolean => hostname === 'localhost' || ['loopback', 'private', 'shared'].includes(kindOfAddress(hostname))
