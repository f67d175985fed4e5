import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../../src/contract/errors.ts'
import { ApiSettingsSchema, type ApiSettings } from '../../../src/contract/local-api.ts'
import type { LocalApiWork } from '../../../src/main/core/ports/index.ts'
import { openAiError } from '../../../src/main/web/api/openai-error.ts'
import { openAiRoutes } from '../../../src/main/web/api/openai.ts'
import type { ApiContext } from '../../../src/main/web/api/route.ts'
import { createMemoryLog } from '../door-fixture.ts'

/** Puts OpenAI's routes behind a plain server that lets everybody in: the door, with its tokens and limits, is another part and has tests of its own. */
export const openRig = async (work: LocalApiWork, settings: Partial<ApiSettings> = {}, ending: AbortSignal = new AbortController().signal) => {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'freehold-openai-'))
  const log = createMemoryLog()
  const api = { ...ApiSettingsSchema.parse({}), ...settings }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://freehold')
    const found = openAiRoutes.map((route) => ({ route, params: matchPath(route.path, url.pathname) })).find(({ route, params }) => route.method === request.method && params !== null)
    if (found === undefined) {
      const { status, body, headers } = openAiError({ status: 404, message: 'There is nothing here.' })
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
      return
    }
    const gone = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) gone.abort()
    })
    const context: ApiContext = {
      request, response, url, params: found.params ?? {}, caller: { clientId: 'c1', name: 'Test' }, signal: AbortSignal.any([gone.signal, ending]), work, mcp: { list: () => [], call: async () => ({ text: '', isError: true }) } as unknown as ApiContext['mcp'],
      settings: api, temporaryFolder, version: '0', log, readJson: () => readJson(request, api.maxBodyMegabytes * 1_000_000),
    }
    await found.route.handle(context)
  }
  const failures: unknown[] = []
  const server = createServer((request, response) => void answer(request, response).catch((error: unknown) => failures.push(error)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    /** What a route threw out, which none may. */
    failures,
    filesLeft: () => readdir(temporaryFolder),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(temporaryFolder, { recursive: true, force: true })
    },
  }
}

const matchPath = (pattern: string, path: string): Record<string, string> | null => {
  const rest = pattern.endsWith('*')
  const names: string[] = []
  const source = pattern.replace(/\*$/, '').replaceAll(/:(\w+)/g, (_, name: string) => {
    names.push(name)
    return rest ? '(.+)' : '([^/]+)'
  })
  const found = new RegExp(`^${source}$`).exec(path)
  return found === null ? null : Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]))
}

const readJson = async (request: IncomingMessage, maxBytes: number): Promise<unknown> => {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    sizeBytes += (chunk as Buffer).byteLength
    if (sizeBytes > maxBytes) throw new AppError('TOO_LARGE', 'The request is too large.')
    chunks.push(chunk as Buffer)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new AppError('BAD_REQUEST', 'The request is not JSON.')
  }
}
