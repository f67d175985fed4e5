import type { Ask, Asked } from './ask.ts'
import { letGo } from './ask.ts'
import { AppError } from '../../../contract/errors.ts'
import { forbidden, notThere, tokenRefused, troubled, wantsToken } from './words.ts'

/** What a source says of a file before it gives it out. */
export interface Told {
  readonly sizeBytes: number | null
  /** Hex. */
  readonly sha256: string | null
  readonly validator: string | null
  /** The commit, where the source is a repository. */
  readonly commit: string | null
  /** Asked with a token: so is all that follows. */
  readonly withCredential: boolean
}

export interface TellRequest {
  readonly url: string
  /** The credential that its host may be given; null for none. */
  readonly credential: string | null
  readonly withCredential?: boolean
}

/** Asks a source what a file is. Rejects with AppError NOT_FOUND, NO_KEY, BAD_KEY, UPSTREAM, OFFLINE. */
export const tell = async (ask: Ask, request: TellRequest, signal: AbortSignal): Promise<Told> => {
  const { asked, withCredential } = await askWithToken(ask, 'HEAD', request, signal)
  // Some give out files and answer no HEAD; the first byte tells as much.
  const answered = [400, 403, 405, 501].includes(asked.response.status) ? await ask({ method: 'GET', url: request.url, headers: { range: 'bytes=0-0' }, credential: withCredential ? request.credential : null }, signal) : asked
  await letGo(answered.response)
  const { status } = answered.response
  if (status !== 200 && status !== 206) throw refusal(answered.host, status)
  const ofRange = /^bytes 0-0\/(\d+)$/.exec(answered.response.headers.get('content-range') ?? '')?.[1]
  const linked = answered.header('x-linked-size')
  return {
    sizeBytes: toBytes(linked ?? (status === 206 ? ofRange : answered.response.headers.get('content-length'))),
    sha256: /^"?([0-9a-f]{64})"?$/.exec(answered.header('x-linked-etag') ?? '')?.[1] ?? null,
    validator: validatorOf(answered.response.headers),
    commit: answered.header('x-repo-commit'),
    withCredential,
  }
}

/** Asks without a token first: it is only used where one is wanted. */
export const askWithToken = async (ask: Ask, method: 'GET' | 'HEAD', { url, credential, withCredential = false }: TellRequest, signal: AbortSignal): Promise<{ readonly asked: Asked; readonly withCredential: boolean }> => {
  const host = new URL(url).hostname
  const first = await ask({ method, url, credential: withCredential ? credential : null }, signal)
  if (credential === null || (first.response.status !== 401 && first.response.status !== 403)) return { asked: first, withCredential }
  await letGo(first.response)
  if (withCredential) throw tokenRefused(host, credential)
  try {
    const second = await ask({ method, url, credential }, signal)
    // Without a token the hub says of what is missing that it is closed; now it says which.
    if (second.response.status === 401 || second.response.status === 403) {
      await letGo(second.response)
      throw /NotFound/.test(second.header('x-error-code') ?? '') ? notThere(host) : tokenRefused(host, credential)
    }
    return { asked: second, withCredential: true }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NO_KEY') throw error
    // Of what does not exist the hub says without a token that it is closed, and in this header what is so.
    throw /NotFound/.test(first.header('x-error-code') ?? '') ? notThere(host) : wantsToken(host, credential)
  }
}

/** By what one state of a file is told from another: a strong etag, else its time. */
export const validatorOf = (headers: Headers): string | null => {
  const etag = headers.get('etag')
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified')
}

/** Why an answer is none that a file could be read from. */
export const refusal = (host: string, status: number): AppError => {
  if (status === 404 || status === 410) return notThere(host)
  return status === 401 || status === 403 ? forbidden(host) : troubled(host, status)
}

const toBytes = (text: string | null | undefined): number | null => (text !== null && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null)
