import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from './model-bytes.ts'

/** One request as the server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  /** By the name it was asked under. */
  readonly host: string
  readonly range: string | null
  readonly token: string | null
  /** The bytes of a body that were handed to the socket. */
  sentBytes: number
}

/** What goes wrong with an answer. */
export type Fault =
  | { readonly type: 'stall'; readonly afterBytes: number }
  | { readonly type: 'cut'; readonly afterBytes: number }
  | { readonly type: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | { readonly type: 'no-ranges'; readonly cutAfterBytes?: number }
  /** Says that it is another part than was asked for. */
  | { readonly type: 'wrong-range' }
  /** Says another length of the whole. */
  | { readonly type: 'lie'; readonly sizeBytes: number }
  /** Sends more than it was asked for, with no length. */
  | { readonly type: 'more' }
  | { readonly type: 'wrong-bytes' }
  | { readonly type: 'slow'; readonly bytesPerSecond: number }
  | { readonly type: 'page' }
  /** Tells no length and gives no parts. */
  | { readonly type: 'no-length' }

export interface ModelServer {
  readonly port: number
  readonly url: string
  /** The same machine by another name. */
  readonly otherUrl: string
  readonly seen: Seen[]
  /** Files by path. */
  readonly files: Map<string, Buffer>
  /** Repositories of a hub, `owner/name`, with their files by path; all of them lie at `/cdn/`. */
  readonly repositories: Map<string, { readonly files: Map<string, Buffer>; token?: string; licence?: string }>
  misbehave(fault: (request: Seen, number: number) => Fault | null): void
  /** Bytes of files that were sent, all in all. */
  sentBytes(): number
  /** Drops every connection and answers no more; `back` answers again on the same port. */
  vanish(): Promise<void>
  back(): Promise<void>
  close(): Promise<void>
}

const COMMIT = 'c0ffee'.padEnd(40, '0')

/** A server of models that misbehaves as it is told: a double of the hub, its storage, and of servers worse than both. */
export const serveModels = async (): Promise<ModelServer> => {
  const seen: Seen[] = []
  const files: ModelServer['files'] = new Map()
  const repositories: ModelServer['repositories'] = new Map()
  const sockets = new Set<Socket>()
  let faultOf: (request: Seen, number: number) => Fault | null = () => null

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)
    const one: Seen = { method: request.method ?? '', path, host: request.headers.host ?? '', range: request.headers.range ?? null, token: request.headers.authorization ?? null, sentBytes: 0 }
    seen.push(one)
    const fault = faultOf(one, seen.length)
    if (fault?.type === 'status') return void response.writeHead(fault.status, fault.headers).end(fault.body ?? '')
    const hub = hubAnswer(one, response)
    if (hub) return
    const file = path.startsWith('/cdn/') ? fileOfHub(path.slice(5)) : files.get(path)
    if (file === undefined) return void response.writeHead(404).end('nothing here')
    await sendFile(one, response, file, fault, request.headers['if-range'])
  }

  const fileOfHub = (path: string): Buffer | undefined => {
    const [owner, name, ...rest] = path.split('/')
    return repositories.get(`${owner}/${name}`)?.files.get(rest.join('/'))
  }

  const hubAnswer = ({ path, token }: Seen, response: ServerResponse): boolean => {
    const [, api, models, ...more] = path.split('/')
    const [owner, name, ...rest] = api === 'api' && models === 'models' ? more : [api, models, ...more]
    const repository = repositories.get(`${owner}/${name}`)
    if (repository === undefined) return false
    const json = (value: unknown): true => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(value))
      return true
    }
    const isOpen = repository.token === undefined || token === `Bearer ${repository.token}`
    if (api === 'api') {
      if (rest[0] !== 'tree') return json({ sha: COMMIT, gated: repository.token === undefined ? false : 'manual', cardData: { license: repository.licence ?? 'apache-2.0' } })
      return json([...repository.files].map(([file, bytes]) => ({ type: 'file', path: file, size: bytes.length, lfs: { oid: sha256(bytes), size: bytes.length } })))
    }
    const [, , ...filePath] = rest
    const file = repository.files.get(filePath.join('/'))
    if (!isOpen) response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end('closed')
    else if (file === undefined) response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end('none')
    else response.writeHead(302, { location: `http://localhost:${port()}/cdn/${owner}/${name}/${filePath.join('/')}`, 'x-linked-size': file.length, 'x-linked-etag': `"${sha256(file)}"`, 'x-repo-commit': COMMIT }).end('moved')
    return true
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined).setMaxListeners(0)
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  const listen = (at: number): Promise<void> => new Promise((resolve) => server.listen(at, '127.0.0.1', resolve))
  const port = (): number => (server.address() as AddressInfo | null)?.port ?? 0
  await listen(0)
  const fixed = port()
  const vanish = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    port: fixed,
    url: `http://127.0.0.1:${fixed}`,
    otherUrl: `http://localhost:${fixed}`,
    seen,
    files,
    repositories,
    misbehave: (fault) => void (faultOf = fault),
    sentBytes: () => seen.reduce((bytes, one) => bytes + one.sentBytes, 0),
    vanish,
    back: () => listen(fixed),
    close: vanish,
  }
}

const sendFile = async (one: Seen, response: ServerResponse, whole: Buffer, fault: Fault | null, ifRange: string | string[] | undefined): Promise<void> => {
  if (fault?.type === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><body>Log in to this network</body></html>')
  const etag = `"${sha256(whole).slice(0, 16)}"`
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(one.range ?? '') ?? []
  const givesRanges = fault?.type !== 'no-ranges' && fault?.type !== 'no-length'
  const isRanged = givesRanges && first !== undefined && (ifRange === undefined || ifRange === etag)
  const from = isRanged ? Number(first) : 0
  const to = isRanged ? Math.min(last === '' ? whole.length - 1 : Number(last), whole.length - 1) : whole.length - 1
  if (isRanged && from >= whole.length) return void response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end()
  const told = fault?.type === 'lie' ? fault.sizeBytes : whole.length
  const shift = fault?.type === 'wrong-range' ? 7 : 0
  response.setHeader('etag', etag)
  if (givesRanges) response.setHeader('accept-ranges', 'bytes')
  if (isRanged) response.setHeader('content-range', `bytes ${from + shift}-${to + shift}/${told}`)
  if (fault?.type !== 'more' && fault?.type !== 'no-length') response.setHeader('content-length', one.method === 'HEAD' && fault?.type === 'lie' ? told : to - from + 1)
  response.statusCode = isRanged ? 206 : 200
  if (one.method === 'HEAD') return void response.end()
  const body = fault?.type === 'wrong-bytes' ? Buffer.from(whole.subarray(from, to + 1)).fill(0x55, 64) : fault?.type === 'more' ? Buffer.concat([whole.subarray(from, to + 1), Buffer.alloc(5000)]) : whole.subarray(from, to + 1)
  const most = fault?.type === 'stall' || fault?.type === 'cut' ? fault.afterBytes : fault?.type === 'no-ranges' ? (fault.cutAfterBytes ?? body.length) : body.length
  await send(one, response, body.subarray(0, most), fault?.type === 'slow' ? fault.bytesPerSecond : null)
  if (fault?.type === 'stall') return
  // Destroyed later, so that what was written arrives.
  if (most < body.length) return void setTimeout(() => response.destroy(), 30)
  response.end()
}

const STEP_BYTES = 16 * 1024

const send = async (one: Seen, response: ServerResponse, body: Buffer, bytesPerSecond: number | null): Promise<void> => {
  for (let at = 0; at < body.length && !response.destroyed; at += STEP_BYTES) {
    const piece = body.subarray(at, at + STEP_BYTES)
    one.sentBytes += piece.length
    if (!response.write(piece)) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), new Promise((resolve) => response.once('close', resolve))])
    if (bytesPerSecond !== null) await sleep((piece.length / bytesPerSecond) * 1000)
  }
}
