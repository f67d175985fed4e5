import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import type { HttpDraft, LedgerEnd, Permit } from '../../../src/main/core/ports/index.ts'
import { bytes, codeOf, createRig, get, never, post, type Rig, serve, textOf, type TestServer, until } from './gate-fixture.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})
const server = async (...options: Parameters<typeof serve>): Promise<TestServer> => {
  const made = await serve(...options)
  open.push(made)
  return made
}
const rig = (...options: Parameters<typeof createRig>): Rig => {
  const made = createRig(...options)
  open.unshift(made.gate)
  return made
}
const endsOf = ({ rows }: Rig): readonly LedgerEnd['outcome'][] => rows.flatMap(({ ends }) => ends.map(({ outcome }) => outcome))
const says = (text: string): Parameters<typeof serve>[0] => (_request, response) => void response.end(text)

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

describe('the record', () => {
  it('stands before anything is connected, and where it cannot stand nothing leaves', async () => {
    const there = await server(says('x'))
    let asked = 0
    const made = rig({
      begin: () => {
        throw new AppError('LEDGER_FAILED', 'The disk is full.')
      },
      leave: { allow: () => void (asked += 1), lookup: async () => [] },
    })
    expect(await codeOf(made.send(post(`${there.url}/`)))).toBe('LEDGER_FAILED')
    expect(await codeOf(rig({ begin: () => { throw new Error('any') } }).send(post(`${there.url}/`)))).toBe('LEDGER_FAILED')
    expect([asked, there.sockets.size]).toEqual([0, 0])
  })

  it('is finished once when the caller gives up, before and while the answer comes', async () => {
    const there = await server((request, response) => {
      if (request.url === '/slow') return
      response.write('first ')
    })
    const made = rig()
    const early = new AbortController()
    const waiting = made.send(get(`${there.url}/slow`), {}, { signal: early.signal })
    await until(() => there.requests.length === 1)
    early.abort()
    expect(await codeOf(waiting)).toBe('AbortError')
    const late = new AbortController()
    const answer = await made.send(get(`${there.url}/`), {}, { signal: late.signal })
    const reader = answer.body?.getReader()
    await reader?.read()
    late.abort()
    await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' })
    const before = new AbortController()
    before.abort()
    expect(await codeOf(made.send(get(`${there.url}/`), {}, { signal: before.signal }))).toBe('AbortError')
    expect(endsOf(made)).toEqual(['aborted', 'aborted'])
    expect(made.rows).toHaveLength(2)
  })

  it('is finished when the reader leaves early, and the server’s connection ends', async () => {
    const there = await server((_request, response) => void response.write('first '))
    const made = rig()
    const answer = await made.send(get(`${there.url}/`))
    await answer.body?.cancel()
    expect(endsOf(made)).toEqual(['aborted'])
    const [socket] = there.sockets
    await until(() => socket?.destroyed === true)
  })

  it.each(['before a word', 'in the middle', 'in the middle of gzip'])('is finished when the server cuts %s', async (when) => {
    const there = await server((request, response) => {
      if (when !== 'before a word') {
        if (when.endsWith('gzip')) response.setHeader('content-encoding', 'gzip')
        response.write(when.endsWith('gzip') ? gzipSync('words '.repeat(5000)).subarray(0, 40) : 'first ')
      }
      setTimeout(() => request.socket.destroy(), 20)
    })
    const made = rig()
    const failed = await made.send(get(`${there.url}/`)).then(textOf).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'UPSTREAM' })
    expect(endsOf(made)).toEqual(['failed'])
    // Nothing is tried again behind the caller's back.
    expect(there.requests).toHaveLength(1)
  })

  it('is finished when nobody answers the door', async () => {
    const there = await server(says('x'))
    await there.close()
    const made = rig({ names: {} })
    expect(await codeOf(made.send(get(`${there.url}/`)))).toBe('OFFLINE')
    expect(await codeOf(made.send(get('https://nowhere.example/'), { zone: 'cloud' }))).toBe('OFFLINE')
    expect(made.rows.map(({ ends }) => ends[0])).toMatchObject([{ outcome: 'failed', address: null, bytesOut: 0 }, { outcome: 'failed', address: null, bytesOut: 0 }])
  })

  it('is finished for a body nobody asked for and a row that cannot be finished fails the answer', async () => {
    const there = await server((_request, response) => void response.writeHead(204).end())
    const made = rig()
    expect((await made.send({ ...get(`${there.url}/`), method: 'HEAD' })).body).toBeNull()
    expect((await made.send(get(`${there.url}/`))).body).toBeNull()
    expect(endsOf(made)).toEqual(['sent', 'sent'])
    const broken = rig({ finish: () => { throw new Error('disk') } })
    expect(await codeOf(broken.send(get(`${there.url}/`)))).toBe('LEDGER_FAILED')
    const words = await server(says('words'))
    expect(await codeOf(broken.send(get(`${words.url}/`)).then(textOf))).toBe('LEDGER_FAILED')
  })

  it('holds an answer to its bounds: silence, all in all, and size', async () => {
    const there = await server((request, response) => {
      if (request.url === '/silent') return
      if (request.url === '/big') return void response.end(gzipSyncOf(response, 'x'.repeat(100_000)))
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const made = rig({ limits: { totalMs: 300, responseBytes: 50_000 } })
    expect(await codeOf(made.send(get(`${there.url}/silent`), {}, { timeoutMs: 50 }))).toBe('UPSTREAM')
    expect(await codeOf(made.send(get(`${there.url}/drip`)).then(textOf))).toBe('UPSTREAM')
    expect(await codeOf(made.send(get(`${there.url}/big`)).then(textOf))).toBe('UPSTREAM')
    expect(endsOf(made)).toEqual(['failed', 'failed', 'failed'])
  })
})

const gzipSyncOf = (response: { setHeader(name: string, value: string): unknown }, text: string): Buffer => {
  response.setHeader('content-encoding', 'gzip')
  return gzipSync(text)
}

describe('Local only', () => {
  it('ends what is under way at once, refuses what comes, and lets it go again', async () => {
    const there = await server((_request, response) => void response.write('first '))
    const made = rig()
    const answer = await made.send(get(`${there.url}/`))
    const reader = answer.body?.getReader()
    await reader?.read()
    const waiting = made.send(get(`${there.url}/`))
    made.gate.shut()
    await expect(reader?.read()).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect(await codeOf(waiting)).toBe('LOCAL_ONLY')
    expect(await codeOf(made.send(get(`${there.url}/`)))).toBe('LOCAL_ONLY')
    await until(() => [...there.sockets].every(({ destroyed }) => destroyed))
    expect(made.rows.map(({ outcome, ends }) => ends[0]?.outcome ?? outcome)).toEqual(['aborted', 'aborted', 'kept'])
    made.gate.open()
    await (await made.send(get(`${there.url}/`))).body?.cancel()
  })

  it('ends everything when the host does, and waits for its records', async () => {
    const there = await server((_request, response) => void response.write('first '))
    const made = rig()
    const answer = await made.send(get(`${there.url}/`))
    const reading = codeOf(textOf(answer))
    await made.gate.close()
    expect(await reading).toBe('AbortError')
    expect(endsOf(made)).toEqual(['aborted'])
    expect(await codeOf(made.send(get(`${there.url}/`)))).toBe('AbortError')
  })
})

describe('over TLS', () => {
  let tls: { readonly key: string; readonly cert: string }
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'freehold-tls-'))
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', join(folder, 'key'), '-out', join(folder, 'cert'), '-subj', '/CN=model.test', '-addext', 'subjectAltName=DNS:model.test,IP:127.0.0.1'], { stdio: 'ignore' })
    tls = { key: readFileSync(join(folder, 'key'), 'utf8'), cert: readFileSync(join(folder, 'cert'), 'utf8') }
    rmSync(folder, { recursive: true })
  })

  it('counts what TLS adds, on a server whose authority is known', async () => {
    const there = await server(says('words'), { tls })
    const made = rig({ authorities: [tls.cert] })
    expect(await textOf(await made.send(post(`${there.url}/`)))).toBe('words')
    const [socket] = there.sockets
    expect(made.rows[0]?.ends[0]?.bytesOut).toBe(socket?.bytesRead)
    expect(made.rows[0]?.ends[0]?.bytesOut).toBeGreaterThan(500)
  })

  it('sends nothing to a server that cannot prove who it is, whatever the environment says', async () => {
    const there = await server(says('words'), { tls })
    const made = rig({ names: { 'other.test': ['127.0.0.1'] } })
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(await codeOf(made.send(post(`${there.url}/`)))).toBe('UPSTREAM')
      const known = rig({ authorities: [tls.cert], names: { 'other.test': ['127.0.0.1'] } })
      expect(await codeOf(known.send(post(`https://other.test:${there.port}/`)))).toBe('UPSTREAM')
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
    expect(there.requests).toEqual([])
  })
})
