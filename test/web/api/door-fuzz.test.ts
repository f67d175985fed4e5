import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rawRequest } from '../raw-request.ts'
import { openApiDoor, rawExchange } from './door-rig.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'CONNECT', 'PROPFIND', 'get', 'X', '']
const PATHS = ['/', '/v1/chat', '/v1/count', '/v1/models/x', '/v1/models/%00', '/v1//models', '/api/broken', '/api', '/mcp', '/../etc/passwd', '/%2e%2e/', '//evil.example/', 'http://evil.example/', '*', '', '/v1/count?a=%', `/${'x'.repeat(5000)}`]

// Mostly what lets a request come further than the first look.
const mostly = <T>(good: readonly T[], odd: readonly T[]): fc.Arbitrary<T> => fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: fc.constantFrom(...odd) })
const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~!#$%&\'*+^`|/:;=?@[]{}"\\ \t'), maxLength: 30 })
const headers = (port: number, token: string) =>
  fc.record({
    host: mostly([`127.0.0.1:${port}`, `localhost:${port}`], ['127.0.0.1', 'evil.example', `evil.example:${port}`, '', `[::1]:${port}`, `127.0.0.1:${port}:1`, '::']),
    authorization: mostly([`Bearer ${token}`, `bearer  ${token}`], ['Bearer', 'Basic eDp5', `Bearer ${token}x`, '']),
    origin: mostly([null], ['null', 'https://evil.example', `http://127.0.0.1:${port}`, '']),
    'content-type': fc.option(mostly(['application/json', 'text/plain'], ['multipart/form-data', 'multipart/form-data; boundary=', 'image/png', ';;;']), { freq: 2 }),
    'content-encoding': mostly([null], ['gzip', 'identity', 'br']),
    expect: mostly([null], ['100-continue', 'tea']),
    upgrade: mostly([null], ['websocket', 'h2c']),
    [`x-${'y'.repeat(3)}`]: fc.option(word, { freq: 3 }),
    cookie: mostly([null], ['a=b', 'x'.repeat(17_000)]),
  })
const body = fc.oneof(fc.json(), fc.string(), fc.constant(`"${'x'.repeat(5000)}"`), fc.constant('{'), fc.constant(''))
const framing = mostly(['length', 'chunked'], ['short length', 'long length', 'broken chunks', 'huge length', 'bad length', 'both', 'none'])

const frame = (how: string, text: string): { readonly lines: readonly string[]; readonly bytes: string } => {
  const size = Buffer.byteLength(text)
  const chunks = text === '' ? '0\r\n\r\n' : `${size.toString(16)}\r\n${text}\r\n0\r\n\r\n`
  switch (how) {
    case 'length':
      return { lines: [`content-length: ${size}`], bytes: text }
    case 'short length':
      return { lines: [`content-length: ${size >> 1}`], bytes: text }
    case 'long length':
      return { lines: [`content-length: ${size + 5}`], bytes: text }
    case 'chunked':
      return { lines: ['transfer-encoding: chunked'], bytes: chunks }
    case 'broken chunks':
      return { lines: ['transfer-encoding: chunked'], bytes: `zz\r\n${text}` }
    case 'huge length':
      return { lines: ['content-length: 99999999999'], bytes: text }
    case 'bad length':
      return { lines: ['content-length: -1'], bytes: text }
    case 'both':
      return { lines: [`content-length: ${size}`, 'transfer-encoding: chunked'], bytes: chunks }
    default:
      return { lines: [], bytes: text }
  }
}

/** The first answer of what came, after any `100 Continue`. */
const firstAnswer = (text: string): { readonly status: number; readonly head: string; readonly body: string } | null => {
  const [, status, head, rest] = /^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 (\d{3})[^\r]*\r\n([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(text) ?? []
  return status === undefined ? null : { status: Number(status), head: (head ?? '').toLowerCase(), body: rest ?? '' }
}

describe('the door, whatever comes', () => {
  it('answers each request, always in the form of the API, and stands', async () => {
    const { port, token, auth, api } = await openApiDoor({ settings: { maxBodyMegabytes: 0.004, requestsPerMinute: 100_000, maxActive: 64, maxWaiting: 1000 } })
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(mostly(['GET', 'POST'], METHODS), fc.constantFrom(...PATHS), headers(port(), token), framing, body, mostly(['1.1'], ['1.0', '2.0', '9']), async (method, path, given, how, text, version) => {
        const { lines, bytes } = frame(how, text)
        const head = [`${method} ${path} HTTP/${version}`, ...Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])), 'connection: close', ...lines].join('\r\n')
        // One that says more than it sends leaves; one that is whole waits for its answer, as clients do.
        const { text: came, isEnded } = await rawExchange(port(), [`${head}\r\n\r\n`, bytes], { end: how === 'long length' || how === 'huge length', waitMs: 20_000 })
        expect(isEnded).toBe(true)
        const answer = firstAnswer(came)
        // A body that ends too early is answered by nobody: the other side has gone.
        if (answer === null) return expect(came === '' || came.startsWith('HTTP/1.1 100')).toBe(true)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expect(answer.status).not.toBe(101)
        if (answer.status < 400 || method === 'HEAD') return
        expect(answer.head).toContain('content-type: application/json')
        const length = Number(/content-length: (\d+)/.exec(answer.head)?.[1] ?? Number.NaN)
        expect(JSON.parse(Buffer.from(answer.body, 'latin1').subarray(0, Number.isNaN(length) ? undefined : length).toString())).toHaveProperty('error')
      }),
      { numRuns: 400 },
    )
    // Which of them come is by chance; that many do is not.
    expect(statuses.size).toBeGreaterThan(6)
    expect((await rawRequest({ port: port(), path: '/', headers: auth })).text).toBe('Editor')
    expect(api.state().clients[0]?.active).toBe(0)
  })

  it('outlives noise and halves of requests, and lets no sender of them hold it', async () => {
    const { port, token, auth, api } = await openApiDoor()
    const whole = Buffer.from(`POST /v1/count HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a": 12}`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }).map((bytes) => [Buffer.from(bytes)]), fc.nat(whole.length - 1).map((at) => [whole.subarray(0, at)]), fc.array(fc.nat(whole.length), { maxLength: 6 }).map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), whole.length].map((at, index, all) => whole.subarray(at, all[index + 1] ?? at)))), async (parts) => {
        const { isEnded } = await rawExchange(port(), parts, { end: true, waitMs: 20_000 })
        expect(isEnded).toBe(true)
      }),
      { numRuns: 200 },
    )
    expect((await rawRequest({ port: port(), path: '/', headers: auth })).text).toBe('Editor')
    expect(api.state().clients[0]?.active).toBe(0)
  })

  it('takes no more of a body than it may, however it is sent', async () => {
    const { port, token, auth } = await openApiDoor({ settings: { maxBodyMegabytes: 0.01 } })
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    const { text, isEnded } = await rawExchange(port(), [`POST /v1/count HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nauthorization: Bearer ${token}\r\ntransfer-encoding: chunked\r\n\r\n`, ...Array.from({ length: 50 }, () => chunk)], { waitMs: 20_000 })
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    // It goes on sending: the connection is ended for it.
    expect(isEnded).toBe(true)
    expect((await rawRequest({ port: port(), path: '/', headers: auth })).status).toBe(200)
  })

  it('answers many requests on one connection in their order', async () => {
    const { port, token } = await openApiDoor()
    const ask = (path: string, last = false): string => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nauthorization: Bearer ${token}\r\n${last ? 'connection: close\r\n' : ''}\r\n`
    const { text } = await rawExchange(port(), [`${ask('/v1/models/a')}${ask('/nothing')}${ask('/v1/models/b', true)}`], { waitMs: 20_000 })
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200'])
  })
})
