import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { rawRequest } from '../raw-request.ts'
import { temporaryFolder } from '../door-fixture.ts'
import { openApiDoor, rawExchange } from './door-rig.ts'

const until = async (test: () => boolean): Promise<void> => {
  while (!test()) await sleep(10)
}

describe('the door for apps', () => {
  it('is shut, and has loaded nothing, until it is switched on; and shut again after that', async () => {
    const { api, change, loads, port, auth } = await openApiDoor({ settings: { on: false } })
    expect(api.state()).toMatchObject({ url: null, networkUrls: [], problem: null })
    expect(loads()).toBe(0)
    await change({ on: true })
    expect(loads()).toBe(1)
    const open = port()
    expect((await rawRequest({ port: open, path: '/', headers: auth })).text).toBe('Editor')
    await change({ on: false })
    expect(api.state().url).toBeNull()
    await expect(rawRequest({ port: open, path: '/', headers: auth })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('lets in who has a token, and says in the client’s own form who may not', async () => {
    const { port, auth, api } = await openApiDoor()
    expect((await rawRequest({ port: port(), path: '/', headers: auth })).status).toBe(200)
    const none = await rawRequest({ port: port(), path: '/v1/models/x' })
    expect(none).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer', 'content-type': 'application/json' } })
    expect(JSON.parse(none.text)).toMatchObject({ dialect: 'openai' })
    const wrong = await rawRequest({ port: port(), path: '/api/tags', headers: { authorization: 'Bearer fh-wrong' } })
    expect(wrong.status).toBe(401)
    expect(JSON.parse(wrong.text)).toMatchObject({ dialect: 'ollama' })
    expect(JSON.parse((await rawRequest({ port: port(), path: '/mcp' })).text)).toMatchObject({ dialect: 'mcp' })
    expect(api.state().turnedAway).toBe(3)
  })

  it.each([
    ['an attacker’s name that leads here', { host: 'evil.example' }],
    ['a name that only begins like ours', { host: '127.0.0.1.evil.example' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['a page', { origin: 'https://evil.example' }],
    ['a page of nowhere', { origin: 'null' }],
    ['an image of another page', { 'sec-fetch-site': 'cross-site' }],
  ])('turns away %s, token or not', async (_name, headers) => {
    const { port, auth } = await openApiDoor()
    const answer = await rawRequest({ port: port(), path: '/v1/models/x', headers: { ...auth, ...headers } })
    expect(answer.status).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('lets the pages in that are on the list, and answers what their browser asks first', async () => {
    const origin = 'https://page.example'
    const { port, auth } = await openApiDoor({ settings: { allowedOrigins: [origin] } })
    const preflight = await rawRequest({ port: port(), path: '/v1/chat', method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization, content-type', 'access-control-request-private-network': 'true' } })
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'authorization, content-type', 'access-control-allow-private-network': 'true', vary: 'origin' } })
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined()
    const answer = await rawRequest({ port: port(), path: '/', headers: { ...auth, origin, 'sec-fetch-site': 'cross-site' } })
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } })
    expect((await rawRequest({ port: port(), path: '/', headers: { origin } })).status).toBe(401)
    expect((await rawRequest({ port: port(), path: '/v1/chat', method: 'OPTIONS', headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })

  it('needs no token from programs of this machine where the person said so, but from what a proxy hands on', async () => {
    const { port } = await openApiDoor({ settings: { needsToken: false } })
    expect((await rawRequest({ port: port(), path: '/' })).text).toBe('This computer')
    expect((await rawRequest({ port: port(), path: '/', headers: { authorization: 'Bearer ollama' } })).text).toBe('This computer')
    expect((await rawRequest({ port: port(), path: '/', headers: { 'x-forwarded-for': '203.0.113.4' } })).status).toBe(401)
  })

  it('says what is not there, what cannot be done there, and what it does not take', async () => {
    const { port, auth } = await openApiDoor({ settings: { maxBodyMegabytes: 0.001 } })
    const ask = (path: string, method: string, headers = {}, body?: string) => rawRequest({ port: port(), path, method, headers: { ...auth, ...headers }, ...(body === undefined ? {} : { body }) })
    expect((await ask('/v1/nothing', 'GET')).status).toBe(404)
    expect(await ask('/v1/chat', 'GET')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    expect((await ask('/v1/count', 'POST', { 'content-type': 'image/png' }, 'x')).status).toBe(415)
    expect((await ask('/v1/count', 'POST', { 'content-encoding': 'gzip' }, 'x')).status).toBe(415)
    expect(await ask('/v1/count', 'POST', {}, 'x'.repeat(2000))).toMatchObject({ status: 413, text: expect.stringContaining('openai') as string })
    expect((await ask('/v1/count', 'POST', { 'transfer-encoding': 'chunked' }, `"${'x'.repeat(2000)}"`)).status).toBe(413)
    expect(await ask('/v1/count', 'POST', {}, '{')).toMatchObject({ status: 400, text: expect.stringContaining('JSON') as string })
    expect((await ask('/v1/count', 'POST', {}, '{"a":1}')).text).toBe('{"length":7}')
    expect((await ask('/v1/models/a%2Fb/c', 'GET')).text).toBe('{"id":"a/b/c"}')
    expect((await ask('/v1/models/%zz', 'GET')).status).toBe(404)
    expect((await ask('http://evil.example/', 'GET')).status).toBe(400)
    expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, text: '' })
  })

  it('tells a bug by an id that the log knows, and never by its words', async () => {
    const { port, auth, log } = await openApiDoor()
    const answer = await rawRequest({ port: port(), path: '/api/broken', headers: auth })
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain('secret')
    const { logId } = (log.lines.find(({ event }) => event === 'api.failed')?.fields ?? { logId: 'not logged' }) as { readonly logId: string }
    expect(answer.text).toContain(logId)
    expect(answer.headers['x-request-id']).toBe(logId)
    // What the form of an API has words for is no bug.
    expect(await rawRequest({ port: port(), path: '/api/unfit', headers: auth })).toMatchObject({ status: 422, text: expect.stringContaining('out of range') as string })
    expect(log.lines.filter(({ event }) => event === 'api.failed')).toHaveLength(1)
  })

  it('hears at once that an app has left, and gives its place back', async () => {
    let heard = 0
    const { port, auth, api } = await openApiDoor({
      write: async function* (signal) {
        yield 'first'
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        heard += 1
      },
    })
    const leaving = new AbortController()
    const answer = await fetch(`http://127.0.0.1:${port()}/v1/chat`, { method: 'POST', headers: auth, body: '{}', signal: leaving.signal })
    const reader = answer.body?.getReader()
    await reader?.read()
    expect(api.state().clients[0]?.active).toBe(1)
    leaving.abort()
    await until(() => heard === 1 && api.state().clients[0]?.active === 0)
  })

  it('ends what is asked when its token is revoked, when its time is up, and when the door is shut', async () => {
    const revoked = await openApiDoor()
    const deaf = rawRequest({ port: revoked.port(), path: '/api/deaf', headers: revoked.auth })
    await until(() => revoked.api.state().clients[0]?.active === 1)
    await revoked.api.revoke(revoked.clientId)
    expect(await deaf).toMatchObject({ status: 403, text: expect.stringContaining('revoked') as string })

    const slow = await openApiDoor({ settings: { maxMinutes: 0.005 } })
    expect(await rawRequest({ port: slow.port(), path: '/api/deaf', headers: slow.auth })).toMatchObject({ status: 504 })
    await expect(rawRequest({ port: slow.port(), path: '/api/endless', headers: slow.auth })).rejects.toThrow()

    const shut = await openApiDoor()
    const open = rawRequest({ port: shut.port(), path: '/api/endless', headers: shut.auth }).catch((error: unknown) => error)
    await until(() => shut.api.state().clients[0]?.active === 1)
    await shut.door.close()
    expect(await open).toBeInstanceOf(Error)
    await until(() => shut.api.state().clients[0]?.active === 0)
  })

  it('says which port is taken, and opens it by itself once it is free', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const taken = typeof address === 'object' && address !== null ? address.port : 0
    const { api, door } = await openApiDoor({ settings: { port: taken }, lookAgainMs: 50 })
    expect(api.state()).toMatchObject({ url: null, problem: { code: 'CONFLICT', message: expect.stringContaining(String(taken)) as string } })
    await new Promise((resolve) => other.close(resolve))
    await until(() => api.state().url !== null)
    expect(api.state().problem).toBeNull()
    await door.close()
  })

  it('answers what is no HTTP, too long a head, and a proxy’s wish in its own form', async () => {
    const { port } = await openApiDoor()
    expect((await rawExchange(port(), ['nonsense\r\n\r\n'])).text).toMatch(/^HTTP\/1\.1 400 [\s\S]*"error"/)
    expect((await rawExchange(port(), [`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`])).text).toMatch(/^HTTP\/1\.1 431 [\s\S]*"error"/)
    expect((await rawExchange(port(), ['CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n'])).text).toMatch(/^HTTP\/1\.1 405 [\s\S]*"error"/)
    expect((await rawExchange(port(), ['GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: tea\r\nconnection: close\r\n\r\n'])).text).toMatch(/^HTTP\/1\.1 417 [\s\S]*"error"/)
    expect((await rawExchange(port(), ['GET / HTTP/1.0\r\n\r\n'])).text).toMatch(/^HTTP\/1\.1 403 [\s\S]*"error"/)
  })

  it('ends who stops sending and who stops reading, and leaves who waits for a model', async () => {
    const { port, token, auth, api } = await openApiDoor({
      stillMs: 150,
      write: async function* () {
        await sleep(800)
        yield 'late'
      },
    })
    const head = (asks: string, more = ''): string => `${asks} HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nauthorization: Bearer ${token}\r\n${more}\r\n`
    const late = rawRequest({ port: port(), path: '/v1/chat', method: 'POST', headers: auth, body: '{}' })
    const stalled = await rawExchange(port(), [head('POST /v1/count', 'content-length: 9\r\n'), '{"a"'], { waitMs: 20_000 })
    expect(stalled.isEnded).toBe(true)
    expect(await late).toMatchObject({ status: 200, text: 'late' })

    const reader = connect({ host: '127.0.0.1', port: port() }).pause()
    reader.on('error', () => undefined)
    reader.write(head('GET /api/flood'))
    await until(() => api.state().clients[0]?.active === 1)
    await until(() => api.state().clients[0]?.active === 0)
    reader.destroy()
  })

  it('says yes to a body only after it looked at who sends it', async () => {
    const { port, token } = await openApiDoor()
    const head = (authorization: string): string => `POST /v1/count HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nauthorization: ${authorization}\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\n`
    expect((await rawExchange(port(), [head('Bearer x')])).text).toMatch(/^HTTP\/1\.1 401/)
    expect((await rawExchange(port(), [head(`Bearer ${token}`), '{}'])).text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/)
  })
})

describe('the door in the network', () => {
  // Another address of this machine's own stands for the network's: whoever comes by this door comes from the network.
  const ADDRESS = '127.0.0.9'
  const asks = (port: number, headers: Record<string, string>, host = `${ADDRESS}:${port}`) => fetchFrom(`http://${ADDRESS}:${port}/`, { host, ...headers })
  const fetchFrom = (url: string, headers: Record<string, string>) => import('node:http').then(({ request }) => new Promise<number>((resolve, reject) => {
    request(url, { headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    }).once('error', reject).end()
  }))

  it('opens by a second switch, on the same port, to who has a token and calls it by its name', async () => {
    const { api, change, port, auth } = await openApiDoor({ settings: { needsToken: false }, networkAddresses: () => [ADDRESS], networkNames: () => ['mac.local'] })
    await expect(asks(port(), auth)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const before = port()
    await change({ network: true })
    expect(port()).toBe(before)
    expect(api.state().networkUrls).toEqual([`http://${ADDRESS}:${before}`])
    expect(await asks(before, auth)).toBe(200)
    expect(await asks(before, auth, `mac.local:${before}`)).toBe(200)
    expect(await asks(before, {})).toBe(401)
    expect(await asks(before, auth, `evil.example:${before}`)).toBe(403)
    expect(await asks(before, auth, `localhost:${before}`)).toBe(403)
    expect(api.state().clients.find(({ name }) => name === 'Editor')?.lastFrom).toBe('127.0.0.1')
    await change({ network: false })
    expect(api.state().networkUrls).toEqual([])
    await expect(asks(before, auth)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('moves with the machine from one network to another', async () => {
    let addresses = [ADDRESS]
    const { api } = await openApiDoor({ settings: { network: true }, networkAddresses: () => addresses, lookAgainMs: 30 })
    expect(api.state().networkUrls).toHaveLength(1)
    addresses = ['127.0.0.10', '127.0.0.11']
    await until(() => api.state().networkUrls.length === 2)
  })

  it('speaks TLS with the person’s certificate, and stays shut where that cannot be had', async () => {
    const folder = await temporaryFolder()
    const at = (name: string): string => join(folder, name)
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=mac.local', '-keyout', at('key.pem'), '-out', at('certificate.pem')], { stdio: 'ignore' })
    await writeFile(at('broken.pem'), 'nothing')
    const { api, change, port, auth } = await openApiDoor({ settings: { network: true, tlsCertificate: at('certificate.pem'), tlsKey: at('key.pem') }, networkAddresses: () => [ADDRESS] })
    expect(api.state()).toMatchObject({ networkUrls: [`https://${ADDRESS}:${port()}`], problem: null })
    const status = await new Promise<number>((resolve, reject) => {
      httpsRequest(`https://${ADDRESS}:${port()}/`, { headers: auth, rejectUnauthorized: false, agent: false }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      }).once('error', reject).end()
    })
    expect(status).toBe(200)
    for (const [tlsCertificate, tlsKey] of [[at('gone.pem'), at('key.pem')], [at('broken.pem'), at('key.pem')], [at('certificate.pem'), '']] as const) {
      await change({ tlsCertificate, tlsKey })
      expect(api.state()).toMatchObject({ networkUrls: [], problem: { code: 'BAD_REQUEST' } })
      expect(api.state().url).not.toBeNull()
    }
  })

  it('asks the guard for leave for the network’s servers alone', async () => {
    let asked = 0
    const { change } = await openApiDoor({ networkAddresses: () => [ADDRESS, '127.0.0.10'], allowServer: () => void (asked += 1) })
    expect(asked).toBe(0)
    await change({ network: true })
    expect(asked).toBe(2)
  })
})
