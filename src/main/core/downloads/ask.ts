import type { AnswerLimits, FetchAnswer, GateResponse } from '../ports/index.ts'
import { badRedirect } from './words.ts'

export interface AskRequest {
  readonly method: 'GET' | 'HEAD'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Goes to the host of `url` alone, wherever that leads. */
  readonly credential?: string | null
  readonly limits?: Partial<AnswerLimits>
}

export interface Asked {
  readonly response: GateResponse
  /** The host that answered in the end. */
  readonly host: string
  /** A header of the first answer on the way that has it: the hub tells of a file before it leads on to where it lies. */
  header(name: string): string | null
}

export type Ask = (request: AskRequest, signal: AbortSignal) => Promise<Asked>

const MOST_HOPS = 5
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
const DRAINED_BYTES = 64 * 1024

/** Asks through the gate and goes where the answer leads: each hop with leave and a row of its own, and never from https to http. */
export const createAsk = (fetch: FetchAnswer): Ask => {
  return async ({ method, url, headers = {}, credential = null, limits }, signal) => {
    const { origin } = new URL(url)
    const seen: Headers[] = []
    let current = new URL(url)
    let cameFrom: string | null = null
    for (let hops = 0; ; hops += 1) {
      // Not unpacked on the way: the checksum is that of the file's own bytes.
      const response = await fetch({ method, url: current.href, headers: { 'accept-encoding': 'identity', ...headers }, credential: current.origin === origin ? credential : null, ...(cameFrom === null ? {} : { cameFrom }), ...(limits ? { limits } : {}) }, { signal })
      seen.push(response.headers)
      const location = response.headers.get('location')
      if (!REDIRECTS.includes(response.status) || location === null) return { response, host: current.hostname, header: (name) => seen.map((each) => each.get(name)).find((value) => value !== null) ?? null }
      await letGo(response)
      cameFrom = current.hostname
      current = nextOf(current, location, hops)
    }
  }
}

/** Ends an answer that nobody reads: a short one to its end, so that its connection serves again. */
export const letGo = async ({ body, headers }: Pick<GateResponse, 'body' | 'headers'>): Promise<void> => {
  if (body === null) return
  try {
    if (Number(headers.get('content-length') ?? 0) > DRAINED_BYTES) return await body.cancel()
    let bytes = 0
    // Leaving the loop ends the request.
    for await (const piece of body) if ((bytes += piece.byteLength) > DRAINED_BYTES) break
  } catch {
    // It is not wanted, however it ends.
  }
}

const nextOf = (from: URL, location: string, hops: number): URL => {
  const host = from.hostname
  if (hops >= MOST_HOPS) throw badRedirect(host, 'there was no end to it.')
  if (!URL.canParse(location, from)) throw badRedirect(host, 'its address cannot be read.')
  const next = new URL(location, from)
  if (next.protocol !== 'https:' && next.protocol !== 'http:') throw badRedirect(host, 'its address cannot be read.')
  if (from.protocol === 'https:' && next.protocol === 'http:') throw badRedirect(host, 'from https to http, where everybody on the way could change the file.')
  if (next.username !== '' || next.password !== '') throw badRedirect(host, 'its address carries a name or a password.')
  next.hash = ''
  return next
}
