import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { anthropicError, anthropicModels, anthropicSays } from './anthropic.ts'
import { openaiError, openaiModels, openaiSays } from './openai.ts'
import type { Reply } from './reply.ts'

/** A request as it came over the wire. */
export interface Recorded {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Names as they were written, in their order. */
  readonly headers: readonly (readonly [string, string])[]
  readonly header: (name: string) => string | undefined
  readonly body: Buffer
  readonly json: () => unknown
  /** Head and body, byte for byte. */
  readonly wire: Buffer
  /** Settles once the answer is over: true when it was sent whole. */
  readonly done: Promise<boolean>
}

/** One reply for all, one after the other (the last one repeats), or a function of the request; undefined answers in a plain way. */
export type Script = Reply | readonly Reply[] | ((request: Recorded, index: number) => Reply | undefined)

export interface Provider {
  /** `http://127.0.0.1:port`: the base address for Anthropic. */
  readonly url: string
  /** With `/v1`: the base address for OpenAI. */
  readonly openaiUrl: string
  readonly requests: readonly Recorded[]
  /** Connections that were opened, and that are open. */
  readonly connections: () => { readonly opened: number; readonly open: number }
  /** Changes what it says from now on. */
  readonly script: (script: Script | undefined) => void
  readonly close: () => Promise<void>
}

/**
 * A double for Anthropic and for OpenAI-compatible servers, neither of which a test can reach: a real HTTP server on this
 * computer that speaks both wire formats, faults included. Without a script it says "Hello." to everybody. With `keys`, it
 * refuses every other key as the provider does.
 */
export const startProvider = async (options: { readonly script?: Script; readonly keys?: readonly string[] } = {}): Promise<Provider> => {
  const requests: Recorded[] = []
  const sockets = new Set<Socket>()
  let opened = 0
  let { script } = options
  let scriptedFrom = 0

  const replyTo = (request: Recorded): Reply => {
    const key = request.header('x-api-key') ?? request.header('authorization')?.replace(/^Bearer /, '')
    if (options.keys && !options.keys.includes(key ?? '')) return isAnthropic(request) ? anthropicError(401, 'authentication_error', 'invalid x-api-key') : openaiError(401, 'invalid_api_key', `Incorrect API key provided: ${key ?? ''}.`)
    const index = requests.length - 1 - scriptedFrom
    const scripted = typeof script === 'function' ? script(request, index) : Array.isArray(script) ? script[Math.min(index, script.length - 1)] : (script as Reply | undefined)
    return scripted ?? plainReply(request)
  }

  const wires = new WeakMap<Socket, Buffer[]>()
  const server = createServer((incoming, response) => {
    void record(incoming, wires.get(incoming.socket) ?? [], response).then((request) => {
      requests.push(request)
      void write(response, replyTo(request))
    }, () => undefined)
  })
  server.on('connection', (socket) => {
    opened += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    const wire: Buffer[] = []
    wires.set(socket, wire)
    // The first listener makes Node hand the bytes to JavaScript; the second sees them before the parser does.
    socket.on('data', () => undefined)
    socket.prependListener('data', (bytes: Buffer) => wire.push(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    openaiUrl: `${url}/v1`,
    requests,
    connections: () => ({ opened, open: sockets.size }),
    script: (next) => {
      script = next
      scriptedFrom = requests.length
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const isAnthropic = (request: Recorded): boolean => request.header('anthropic-version') !== undefined

const plainReply = (request: Recorded): Reply => {
  const path = request.path.split('?')[0]
  if (path?.endsWith('/models')) return isAnthropic(request) ? anthropicModels(['claude-test']) : openaiModels(['gpt-test'])
  if (path?.endsWith('/messages')) return anthropicSays({ text: ['Hel', 'lo.'] })
  if (path?.endsWith('/chat/completions')) return openaiSays({ text: ['Hel', 'lo.'] })
  return isAnthropic(request) ? anthropicError(404, 'not_found_error') : openaiError(404, 'not_found')
}

const record = async (incoming: IncomingMessage, wire: Buffer[], response: ServerResponse): Promise<Recorded> => {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  const body = Buffer.concat(pieces)
  const headers = Array.from({ length: incoming.rawHeaders.length / 2 }, (_, index) => [incoming.rawHeaders[index * 2] ?? '', incoming.rawHeaders[index * 2 + 1] ?? ''] as const)
  const done = new Promise<boolean>((resolve) => response.once('close', () => resolve(response.writableFinished)))
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers,
    header: (name) => headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1],
    body,
    json: () => JSON.parse(body.toString('utf8')) as unknown,
    // All that came on this connection since the request before: nobody pipelines.
    wire: Buffer.concat(wire.splice(0)),
    done,
  }
}

const write = async (response: ServerResponse, { status, headers, body, pieceBytes, pauseMs, cutAfterBytes, hangs, headAfterMs }: Reply): Promise<void> => {
  if (headAfterMs !== undefined) await pause(headAfterMs)
  response.on('error', () => undefined)
  response.writeHead(status, headers)
  response.socket?.setNoDelay(true)
  const bytes = body.subarray(0, cutAfterBytes ?? body.length)
  const step = Math.max(1, pieceBytes ?? bytes.length)
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    await new Promise<void>((resolve) => response.write(bytes.subarray(at, at + step), () => resolve()))
    if (pieceBytes !== undefined) await pause(pauseMs ?? 0)
  }
  if (cutAfterBytes !== undefined) response.socket?.destroy()
  else if (!hangs) response.end()
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => (milliseconds > 0 ? setTimeout(resolve, milliseconds) : setImmediate(resolve)))
