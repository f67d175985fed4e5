import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { ApiSettings } from '../../../src/contract/local-api.ts'
import { createApiDoor, plainError } from '../../../src/main/web/api/index.ts'
import type { ApiDoorDeps, ErrorShape, ErrorShapes } from '../../../src/main/web/api/index.ts'
import type { ApiRoute } from '../../../src/main/web/api/route.ts'
import { createApiRig, LANGUAGE, withToken } from '../../core/api/rig.ts'
import { createMemoryLog, temporaryFolder } from '../door-fixture.ts'

// Forms of this test: that the door uses the one of the path is what counts.
const shaped = (dialect: string) => (error: unknown, logId?: string): ErrorShape => {
  if (error instanceof RangeError) return { status: 422, body: { dialect, error: 'out of range' } }
  const { status, body } = plainError(error, logId)
  return { status, body: { dialect, ...(body as Readonly<Record<string, unknown>>) } }
}
const SHAPES: ErrorShapes = { openai: shaped('openai'), ollama: shaped('ollama'), mcp: shaped('mcp'), plain: shaped('plain') }

/** Routes that do what an app's request does, in few lines: the true ones have tests of their own. */
export const ROUTES: readonly ApiRoute[] = [
  {
    dialect: 'openai',
    method: 'POST',
    path: '/v1/chat',
    handle: async ({ readJson, response, work, caller, signal }) => {
      const body = await readJson()
      response.writeHead(200, { 'content-type': 'text/plain' })
      for await (const event of work.chat(caller, { model: LANGUAGE.id, messages: [{ role: 'user', text: JSON.stringify(body) }], signal })) if (event.type === 'delta') response.write(event.text)
      response.end()
    },
  },
  { dialect: 'openai', method: 'POST', path: '/v1/count', handle: async ({ readJson, response }) => void response.end(JSON.stringify({ length: JSON.stringify(await readJson()).length })) },
  { dialect: 'openai', method: 'GET', path: '/v1/models/:id*', handle: async ({ response, params }) => void response.end(JSON.stringify(params)) },
  { dialect: 'ollama', method: 'GET', path: '/api/broken', handle: () => Promise.reject(new Error('a secret')) },
  { dialect: 'ollama', method: 'GET', path: '/api/unfit', handle: () => Promise.reject(new RangeError('a secret')) },
  {
    dialect: 'ollama',
    method: 'GET',
    path: '/api/endless',
    handle: ({ response, signal }) =>
      new Promise((_resolve, reject) => {
        response.flushHeaders()
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      }),
  },
  {
    dialect: 'ollama',
    method: 'GET',
    path: '/api/flood',
    handle: async ({ response, signal }) => {
      const megabyte = Buffer.alloc(1_000_000, 'x')
      for (let sent = 0; sent < 200 && !response.destroyed; sent += 1)
        if (!response.write(megabyte)) await once(response, 'drain', { signal })
      response.end()
    },
  },
  { dialect: 'ollama', method: 'GET', path: '/api/deaf', handle: () => new Promise(() => undefined) },
  { dialect: 'plain', method: 'GET', path: '/', handle: async ({ response, caller }) => void response.end(caller.name) },
]

export interface DoorChanges extends Partial<Pick<ApiDoorDeps, 'networkAddresses' | 'networkNames' | 'allowServer' | 'lookAgainMs' | 'stillMs'>> {
  readonly settings?: Partial<ApiSettings>
  readonly routes?: readonly ApiRoute[]
  readonly write?: (signal: AbortSignal, user: string | undefined) => AsyncIterable<string>
}

/** The real door over the real core, on a free port, with a token; closed when the test ends. */
export const openApiDoor = async ({ settings, routes = ROUTES, write, ...changes }: DoorChanges = {}) => {
  const rig = createApiRig({ ...(settings === undefined ? {} : { settings }), ...(write === undefined ? {} : { write }) })
  const log = createMemoryLog()
  let loads = 0
  const door = createApiDoor({
    door: rig.api.door,
    work: rig.api.work,
    mcp: { list: () => [], call: () => Promise.reject(new Error('none')) },
    load: async () => {
      loads += 1
      return { routes, errorOf: SHAPES }
    },
    temporaryFolder: await temporaryFolder(),
    version: '0',
    networkAddresses: () => [],
    networkNames: () => [],
    allowServer: () => undefined,
    log,
    ...changes,
  })
  onTestFinished(async () => {
    await door.close()
    await rig.api.close()
  })
  await door.settled()
  const { clientId, token } = await withToken(rig, 'Editor')
  const url = (): string => rig.api.state().url ?? 'http://127.0.0.1:1'
  const port = (): number => Number(new URL(url()).port)
  const change = async (changed: Partial<ApiSettings>): Promise<void> => {
    rig.change(changed)
    await door.settled()
  }
  return { ...rig, change, door, log, url, port, token, clientId, loads: () => loads, auth: { authorization: `Bearer ${token}` } }
}

/** What comes back for bytes that are written as they are; null where the connection ended without a word, or nothing came in time. */
export const rawExchange = async (port: number, parts: readonly (string | Buffer)[], options: { readonly end?: boolean; readonly waitMs?: number } = {}): Promise<{ readonly text: string; readonly isEnded: boolean }> => {
  const socket: Socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => (text += part)).on('error', () => undefined)
  const closed = once(socket, 'close').then(() => true, () => true)
  for (const part of parts) if (!socket.destroyed) socket.write(part)
  if (options.end === true) socket.end()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), options.waitMs ?? 3000)
  })
  const ended = new Promise<boolean>((resolve) => socket.once('end', () => resolve(true)))
  const isEnded = await Promise.race([closed, ended, late])
  clearTimeout(timer)
  socket.destroy()
  return { text, isEnded }
}
