import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../src/contract/errors.ts'
import { createGate, type GateDeps } from '../../../src/main/adapters/net-gate/index.ts'
import { sha256Of } from '../../../src/main/adapters/net-gate/check-permit.ts'
import type { Gate, GateResponse, HttpDraft, LedgerAttempt, LedgerEnd, Permit, SendOptions } from '../../../src/main/core/ports/index.ts'

export const never = new AbortController().signal
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export interface Row extends LedgerAttempt {
  readonly seq: number
  readonly payload: Uint8Array | null
  readonly ends: LedgerEnd[]
}

export interface Rig {
  readonly gate: Gate
  readonly rows: Row[]
  /** Issues a permit that fits a draft. */
  permit(draft: HttpDraft, change?: Partial<Permit>, secretNames?: readonly string[]): Permit
  /** Sends with a fitting permit. */
  send(draft: HttpDraft, change?: Partial<Permit>, options?: Partial<SendOptions>): Promise<GateResponse>
}

/** The gate with a ledger that only remembers (a double of the port; the real one has a suite of its own), and names that lead where a test says. */
export const createRig = (deps: Partial<GateDeps> & { readonly names?: Readonly<Record<string, readonly string[]>> } = {}): Rig => {
  const rows: Row[] = []
  const issued = new WeakSet<Permit>()
  const gate = createGate({
    isIssued: (permit) => issued.has(permit),
    begin: (attempt, payload) => rows.push({ ...attempt, payload, seq: rows.length + 1, ends: [] }),
    finish: (seq, end) => void rows[seq - 1]?.ends.push(end),
    networkRanges: () => [],
    leave: {
      allow: () => undefined,
      lookup: async (name) => deps.names?.[name] ?? Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })),
    },
    clock: { now: Date.now, monotonic: () => performance.now(), sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    ...deps,
  })
  const permit: Rig['permit'] = (draft, change = {}, secretNames = []) => {
    const made = {
      permitId: 'p1',
      feature: 'answers',
      purpose: 'test',
      destination: 'Local',
      provider: 'openai',
      model: 'm',
      zone: 'mac',
      labels: { sources: [{ origin: 'chat' }], details: [], topics: [], people: [], unsure: false },
      why: 'The table allows it.',
      rule: 'table:chat.mac',
      hiddenCount: 0,
      method: draft.method,
      url: draft.url,
      headerNames: [...Object.keys(draft.headers), ...secretNames].toSorted(),
      bodySha256: sha256Of(draft.body),
      expiresAtMs: Date.now() + 60_000,
      ...change,
    } as Permit
    issued.add(made)
    return made
  }
  return {
    gate,
    rows,
    permit,
    send: (draft, change = {}, options = {}) => gate.send(permit(draft, change, Object.keys(options.secrets ?? {})), draft, { signal: never, ...options }),
  }
}

export const post = (url: string, body = '{"model":"m"}'): HttpDraft => ({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body: bytes(body) })
export const get = (url: string): HttpDraft => ({ method: 'GET', url, headers: {}, body: null })

export interface TestServer {
  readonly url: string
  readonly port: number
  readonly requests: { readonly request: IncomingMessage; readonly body: string }[]
  readonly sockets: Set<Socket>
  close(): Promise<void>
}

/** A real server on a loopback address that remembers what it was asked. */
export const serve = async (listener: RequestListener, options: { readonly host?: string; readonly tls?: { readonly key: string; readonly cert: string } } = {}): Promise<TestServer> => {
  const { host = '127.0.0.1', tls } = options
  const requests: TestServer['requests'] = []
  const sockets = new Set<Socket>()
  const hear: RequestListener = (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      requests.push({ request, body })
      listener(request, response)
    })
  }
  const server: Server = tls ? (createTlsServer(tls, hear) as unknown as Server) : createServer(hear)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    requests,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const textOf = async (response: GateResponse): Promise<string> => (response.body === null ? '' : new Response(response.body).text())

export const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'sent',
    (error: unknown) => (error instanceof AppError ? error.code : error instanceof Error ? error.name : String(error)),
  )

/** Waits until something holds; the test's own time limit ends it. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(5)
}

/** Servers and gates that end together, the gates first. */
export const createGround = () => {
  const open: { close(): Promise<void> }[] = []
  return {
    server: async (...options: Parameters<typeof serve>): Promise<TestServer> => {
      const made = await serve(...options)
      open.push(made)
      return made
    },
    rig: (...options: Parameters<typeof createRig>): Rig => {
      const made = createRig(...options)
      open.unshift(made.gate)
      return made
    },
    close: async (): Promise<void> => {
      for (const each of open.splice(0)) await each.close()
    },
  }
}

export const endsOf = ({ rows }: Rig): readonly LedgerEnd['outcome'][] => rows.flatMap(({ ends }) => ends.map(({ outcome }) => outcome))

/** Answers everything with these words. */
export const says = (text: string): RequestListener => (_request, response) => void response.end(text)
