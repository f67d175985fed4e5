import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { ApiSettingsSchema } from '../../../src/contract/local-api.ts'
import type { LocalApiWork } from '../../../src/main/core/ports/index.ts'
import { createDocumentRoutes } from '../../../src/main/web/api/document-routes.ts'
import { ollamaError } from '../../../src/main/web/api/ollama-error.ts'
import { ollamaRoutes } from '../../../src/main/web/api/ollama-routes.ts'
import { createMemoryLog } from '../door-fixture.ts'

const MAX_BODY_BYTES = 1_000_000

export const DOCUMENT_PATH = fileURLToPath(new URL('../../../resources/freehold.openapi.yaml', import.meta.url))

/** The routes on a plain server with a door that lets all in: a double of the real door, which has tests of its own. */
export const openOllamaRig = async (work: LocalApiWork) => {
  const routes = [...ollamaRoutes, ...createDocumentRoutes({ path: DOCUMENT_PATH })]
  const log = createMemoryLog()
  // Ends what an app asks for, as a token that is taken back does.
  const ending = new AbortController()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://rig')
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const found = routes.map((route) => ({ route, params: matchPath(route.path, url.pathname) })).find(({ route, params }) => route.method === request.method && params !== null)
    if (found?.params == null) return void response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(ollamaError({ status: 404, message: 'There is nothing here.' }).body))
    void found.route.handle({
      request, response, url, params: found.params, caller: { clientId: 'c1', name: 'Rig' }, signal: AbortSignal.any([gone.signal, ending.signal]), work, log,
      mcp: { list: () => [], call: async () => ({ text: '' }) }, settings: ApiSettingsSchema.parse({}), temporaryFolder: tmpdir(), version: '0.1.0',
      readJson: () => readJson(request),
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('There is no port.')
  return { url: `http://127.0.0.1:${address.port}`, log, end: (reason: unknown) => ending.abort(reason) }
}

const matchPath = (pattern: string, path: string): Record<string, string> | null => {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  if (wanted.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = parts[index] ?? ''
    else if (part !== parts[index]) return null
  }
  return params
}

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new AppError('TOO_LARGE', 'The request is too large.')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    throw new AppError('BAD_REQUEST', 'The request is not JSON.')
  }
}
