import { inspect } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import type { HttpDraft, Permit } from '../../../src/main/core/ports/index.ts'
import { bytes, codeOf, createGround, endsOf, get, never, post, type Rig, says, textOf } from './gate-fixture.ts'

const { server, rig, close } = createGround()
afterEach(close)

describe('a request that fits its permit', () => {
  it('arrives as it was drafted, and its record has the bytes of the wire', async () => {
    const there = await server(says('{"ok":true}'))
    const made = rig()
    const answer = await made.send(post(`${there.url}/v1/chat?user=me`), {}, { secrets: { authorization: redact('Bearer planted-key') }, usage: () => ({ tokensIn: 3, tokensOut: 4, priceUsd: 0.5 }) })
    expect(answer.status).toBe(200)
    expect(answer.address).toBe('127.0.0.1')
    expect(await textOf(answer)).toBe('{"ok":true}')
    const [{ request, body } = { request: undefined, body: '' }] = there.requests
    expect(body).toBe('{"model":"m"}')
    expect(request?.headers).toMatchObject({ authorization: 'Bearer planted-key', 'content-type': 'application/json', host: `127.0.0.1:${there.port}` })
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual(['authorization', 'connection', 'content-length', 'content-type', 'host'])
    const [row] = made.rows
    expect(row).toMatchObject({ outcome: 'open', url: `${there.url}/v1/chat`, host: '127.0.0.1', bytesOut: 13, permitId: 'p1', method: 'POST' })
    expect(row?.payload).toEqual(bytes('{"model":"m"}'))
    const [socket] = there.sockets
    expect(row?.ends).toEqual([{ outcome: 'sent', address: '127.0.0.1', status: 200, bytesOut: socket?.bytesRead, bytesIn: socket?.bytesWritten, durationMs: expect.any(Number) as number, tokensIn: 3, tokensOut: 4, priceUsd: 0.5 }])
    expect(inspect(made.rows, { depth: 9 })).not.toContain('planted-key')
  })

  it('uses one kept-alive connection again, and counts each request for itself', async () => {
    const there = await server(says('x'))
    const made = rig()
    for (let count = 0; count < 3; count += 1) await textOf(await made.send(get(`${there.url}/models`)))
    expect(there.sockets.size).toBe(1)
    const [socket] = there.sockets
    const ends = made.rows.flatMap((row) => row.ends)
    expect(ends.reduce((sum, { bytesOut }) => sum + bytesOut, 0)).toBe(socket?.bytesRead)
    expect(ends.reduce((sum, { bytesIn }) => sum + bytesIn, 0)).toBe(socket?.bytesWritten)
  })

  it('never shares a connection between two requests under way', async () => {
    const there = await server((_request, response) => setTimeout(() => response.end('x'), 30))
    const made = rig()
    await Promise.all([1, 2, 3].map(async () => textOf(await made.send(get(there.url + '/')))))
    expect(there.sockets.size).toBe(3)
  })

  it('sends the bytes that were checked, whatever becomes of the caller’s copy', async () => {
    const there = await server(says('x'))
    const made = rig()
    const draft = post(`${there.url}/`)
    const sent = made.send(draft)
    draft.body?.fill(0x21)
    await textOf(await sent)
    expect(there.requests[0]?.body).toBe('{"model":"m"}')
  })

  it('reads what a server compressed unasked', async () => {
    const there = await server((request, response) => {
      const isBrotli = request.url === '/br'
      response.setHeader('content-encoding', isBrotli ? 'br' : 'gzip')
      response.end(isBrotli ? brotliCompressSync('words') : gzipSync('words'))
    })
    const made = rig()
    for (const path of ['/br', '/gzip']) {
      const answer = await made.send(get(there.url + path))
      expect(answer.headers.get('content-encoding')).toBeNull()
      expect(await textOf(answer)).toBe('words')
    }
    expect(there.requests[0]?.request.headers['accept-encoding']).toBeUndefined()
    expect(endsOf(made)).toEqual(['sent', 'sent'])
  })

  it('hands on a redirect and follows none; keeps no cookie', async () => {
    const there = await server((_request, response) => void response.writeHead(307, { location: '/elsewhere', 'set-cookie': 'a=b' }).end())
    const made = rig()
    for (let count = 0; count < 2; count += 1) {
      const answer = await made.send(post(`${there.url}/`))
      expect(answer.status).toBe(307)
      expect(answer.headers.get('set-cookie')).toBeNull()
      await textOf(answer)
    }
    expect(there.requests.map(({ request }) => [request.url, request.headers.cookie])).toEqual([['/', undefined], ['/', undefined]])
  })

  it('takes no proxy from the environment', async () => {
    const proxy = await server(says('proxied'))
    const there = await server(says('direct'))
    const before = { ...process.env }
    Object.assign(process.env, { http_proxy: proxy.url, HTTP_PROXY: proxy.url, ALL_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' })
    try {
      expect(await textOf(await rig().send(get(`${there.url}/`)))).toBe('direct')
    } finally {
      process.env = before
    }
    expect(proxy.sockets.size).toBe(0)
  })
})

describe('a request that differs from its permit', () => {
  const SECRET = 'planted-key'
  const refused = async (made: Rig, permit: Permit, draft: HttpDraft, secrets = {}): Promise<void> => {
    const error = await made.gate.send(permit, draft, { signal: never, secrets }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'NOT_PERMITTED', message: expect.stringMatching(/^Nothing was sent: /) as string })
    expect(inspect(error)).not.toContain(SECRET)
    expect(made.rows.at(-1)).toMatchObject({ outcome: 'blocked', rule: 'gate', bytesOut: 0, payload: null, ends: [] })
    expect(inspect(made.rows, { depth: 9 })).not.toContain(SECRET)
  }

  it('is refused and recorded, and the server hears nothing', async () => {
    const there = await server(says('x'))
    const made = rig()
    const draft = post(`${there.url}/v1?a=1`)
    const permit = made.permit(draft)
    await refused(made, permit, { ...draft, body: bytes('{"model":"n"}') })
    await refused(made, permit, { ...draft, body: null })
    await refused(made, permit, { ...draft, url: `${there.url}/v1?a=2` })
    await refused(made, permit, { ...draft, url: `${there.url}/v1?a=1#x` })
    await refused(made, permit, { ...draft, method: 'PUT' })
    await refused(made, permit, { ...draft, headers: { ...draft.headers, 'x-more': SECRET } })
    await refused(made, permit, { ...draft, headers: {} })
    await refused(made, permit, draft, { authorization: redact(SECRET) })
    await refused(made, { ...permit }, draft)
    await refused(made, made.permit(draft, { expiresAtMs: Date.now() }), draft)
    await refused(made, made.permit(draft, { expiresAtMs: Number.NaN }), draft)
    const withKey = made.permit(draft, {}, ['authorization'])
    await refused(made, withKey, draft)
    await refused(made, withKey, { ...draft, headers: { ...draft.headers, authorization: SECRET } }, { authorization: redact(SECRET) })
    for (const headers of [{ host: 'elsewhere' }, { cookie: 'a=b' }, { 'X-Upper': 'x' }, { 'transfer-encoding': 'chunked' }, { 'a\r\nb': 'c' }]) {
      const own = { ...draft, headers: headers as unknown as Record<string, string> }
      await refused(made, made.permit(own), own)
    }
    for (const url of ['ftp://127.0.0.1/', `http://me:${SECRET}@127.0.0.1:${there.port}/`, 'nothing']) {
      const own = { ...draft, url }
      await refused(made, made.permit(own), own)
    }
    expect(there.sockets.size).toBe(0)
  })

  it('cannot smuggle a header into another’s value', async () => {
    const there = await server(says('x'))
    const made = rig()
    const draft = { ...post(`${there.url}/`), headers: { 'x-a': `a\r\nx-b: ${SECRET}` } }
    const error = await made.send(draft).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'NOT_PERMITTED' })
    expect(inspect(error)).not.toContain(SECRET)
    expect(there.requests).toEqual([])
    expect(endsOf(made)).toEqual(['failed'])
  })

  it('is refused whatever was changed (property)', async () => {
    const there = await server(says('x'))
    const made = rig()
    const draft = post(`${there.url}/v1/chat?x=1`, 'the body')
    const permit = made.permit(draft)
    const text = fc.string({ minLength: 1, maxLength: 12 })
    const change = fc.oneof(
      fc.record({ at: fc.nat(7), by: fc.integer({ min: 1, max: 255 }) }).map(({ at, by }): HttpDraft => ({ ...draft, body: Uint8Array.from(draft.body ?? [], (byte, index) => (index === at ? byte ^ by : byte)) })),
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more): HttpDraft => ({ ...draft, body: Uint8Array.from([...(draft.body ?? []), ...more]) })),
      text.map((more): HttpDraft => ({ ...draft, url: draft.url + more })),
      fc.constantFrom('GET', 'PUT', 'DELETE', 'post', 'PATCH', 'CONNECT').map((method): HttpDraft => ({ ...draft, method })),
      fc.tuple(text, text).filter(([name]) => name !== 'content-type').map(([name, value]): HttpDraft => ({ ...draft, headers: { ...draft.headers, [name]: value } })),
    )
    await fc.assert(
      fc.asyncProperty(change, async (changed) => {
        expect(await codeOf(made.gate.send(permit, changed, { signal: never }))).toBe('NOT_PERMITTED')
      }),
      { numRuns: 300 },
    )
    expect(there.sockets.size).toBe(0)
  })
})
