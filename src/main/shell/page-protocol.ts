import { readFile } from 'node:fs/promises'
import { request as askHttp } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { PAGE_POLICY, SAFE_HEADERS } from '../../contract/page.ts'

export const PAGE_SCHEME = 'freehold'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://app`

export interface PageProtocolDeps {
  readonly staticFolder: string
  /** The host's unix socket; null while there is no host. */
  readonly socketPath: () => string | null
}

/**
 * Answers what the page under Electron asks for. Its own files come from the package; recordings, uploads and attachments go on to the
 * host's unix socket. So the page talks to one origin only, holds no token, and the app opens no network port.
 */
export const createPageProtocol = ({ staticFolder, socketPath }: PageProtocolDeps) => async (request: Request): Promise<Response> => {
  const url = new URL(request.url)
  if (url.host !== 'app') return plain(404, 'There is nothing here.')
  const asksHost = (request.method === 'GET' && url.pathname.startsWith('/audio/')) || (request.method === 'PUT' && ['/upload', '/uploads', '/attach', '/dictate'].includes(url.pathname))
  if (asksHost) {
    const path = socketPath()
    return path === null ? plain(503, 'Freehold is starting.') : askHost(path, url, request)
  }
  return request.method === 'GET' ? readPage(staticFolder, url.pathname) : plain(405, 'That cannot be done here.')
}

const FORWARDED = ['range', 'if-range', 'content-type', 'content-length']

const askHost = (socketPath: string, url: URL, request: Request): Promise<Response> =>
  new Promise((resolve) => {
    const headers = Object.fromEntries(FORWARDED.flatMap((name) => (request.headers.has(name) ? [[name, request.headers.get(name) ?? '']] : [])))
    const asked = askHttp({ socketPath, path: url.pathname + url.search, method: request.method, headers, signal: request.signal }, (answer) => {
      const pairs = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
      const body = Readable.toWeb(answer) as ReadableStream
      resolve(new Response(answer.statusCode === 204 ? null : body, { status: answer.statusCode ?? 502, headers: pairs }))
    })
    asked.on('error', () => resolve(plain(502, 'Freehold did not answer.')))
    if (request.body === null) asked.end()
    else void pipeline(Readable.fromWeb(request.body as NodeReadableStream), asked).catch(() => asked.destroy())
  })

const TYPE_BY_ENDING: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

const readPage = async (staticFolder: string, pathname: string): Promise<Response> => {
  const path = toFilePath(staticFolder, pathname)
  const type = path === null ? undefined : TYPE_BY_ENDING[extname(path)]
  if (path === null || type === undefined) return plain(404, 'There is nothing here.')
  try {
    const bytes = await readFile(path)
    return new Response(new Uint8Array(bytes), { headers: { ...SAFE_HEADERS, 'content-security-policy': PAGE_POLICY, 'content-type': type, 'cache-control': 'no-cache' } })
  } catch {
    return plain(404, pathname === '/' ? 'The page is not built yet. Type "npm run build", then start Freehold again.' : 'There is nothing here.')
  }
}

/** The file that a path of the page stands for; null for one that leads out of the folder. */
export const toFilePath = (staticFolder: string, pathname: string): string | null => {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const path = normalize(join(staticFolder, decoded === '/' ? 'index.html' : decoded))
  return path.startsWith(normalize(staticFolder + sep)) ? path : null
}

const plain = (status: number, text: string): Response =>
  new Response(`${text}\n`, { status, headers: { ...SAFE_HEADERS, 'content-security-policy': "default-src 'none'", 'content-type': 'text/plain; charset=utf-8' } })
