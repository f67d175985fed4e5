import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openDoor, temporaryFolder, TOKEN } from './door-fixture.ts'
import { rawRequest } from './raw-request.ts'

const openWithPage = async () => {
  const staticFolder = await temporaryFolder()
  await mkdir(join(staticFolder, 'assets'))
  await writeFile(join(staticFolder, 'index.html'), '<!doctype html><title>Freehold</title>')
  await writeFile(join(staticFolder, 'assets', 'page-abc.js'), 'void 0')
  return openDoor({ staticFolder })
}

const upgradeStatus = (url: string, protocols: string[], headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, { headers })
    socket.once('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.once('unexpected-response', (_request, answer) => {
      resolve(answer.statusCode ?? 0)
      answer.resume()
    })
    socket.once('error', reject)
  })

describe('the page’s door', () => {
  it('serves the page with a strict policy, and its hashed files to keep', async () => {
    const { port } = await openWithPage()
    const page = await rawRequest({ port, path: '/' })
    expect(page.status).toBe(200)
    expect(page.text).toContain('Freehold')
    const policy = page.headers['content-security-policy']
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`)
    expect(policy).not.toContain('unsafe')
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cache-control': 'no-cache' })
    expect((await rawRequest({ port, path: '/assets/page-abc.js' })).headers['cache-control']).toContain('immutable')
  })

  it('says in a sentence that the page is not built', async () => {
    const { port } = await openDoor()
    const answer = await rawRequest({ port, path: '/' })
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('npm run build')
  })

  it.each(['/../package.json', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/..\\..\\x', '/.env', '/assets/%00', '/%'])('serves nothing outside the page for %s', async (path) => {
    const { port, folder } = await openWithPage()
    await writeFile(join(folder, '.env'), 'secret')
    const { status, text } = await rawRequest({ port, path })
    expect([400, 404]).toContain(status)
    expect(text).not.toContain('root:')
  })

  it.each([
    ['a name that an attacker’s DNS points here', { host: 'evil.example' }],
    ['another port’s name', { host: '127.0.0.1:1' }],
    ['a name that only begins like ours', { host: '127.0.0.1.evil.example' }],
    ['another site’s page', { origin: 'https://evil.example' }],
    ['a page of nowhere', { origin: 'null' }],
    ['another program’s page on this machine', { 'sec-fetch-site': 'same-site' }],
    ['a cross-site request without Origin', { 'sec-fetch-site': 'cross-site' }],
  ])('turns away %s', async (_name, headers) => {
    const { port } = await openWithPage()
    expect((await rawRequest({ port, path: '/', headers })).status).toBe(403)
  })

  it('is no proxy', async () => {
    const { port } = await openWithPage()
    expect((await rawRequest({ port, path: 'http://evil.example/' })).status).toBe(400)
  })

  it('opens a socket for its own page with the token, and for nobody else', async () => {
    const { port, origin } = await openWithPage()
    const url = `ws://127.0.0.1:${port}/rpc`
    const right = ['freehold.v1', `token.${TOKEN}`]
    expect(await upgradeStatus(url, right, { origin })).toBe(101)
    expect(await upgradeStatus(url, ['freehold.v1', 'token.wrong'], { origin })).toBe(403)
    expect(await upgradeStatus(url, ['freehold.v1'], { origin })).toBe(403)
    expect(await upgradeStatus(url, right, {})).toBe(403)
    expect(await upgradeStatus(url, right, { origin: 'https://evil.example' })).toBe(403)
    expect(await upgradeStatus(url, right, { origin, host: 'evil.example' })).toBe(403)
    expect(await upgradeStatus(`ws://127.0.0.1:${port}/other`, right, { origin })).toBe(404)
  })

  it('tells a page whether its token is of this start', async () => {
    const { port } = await openWithPage()
    const session = await rawRequest({ port, path: '/session', headers: { 'x-freehold-token': TOKEN } })
    expect(session).toMatchObject({ status: 204, headers: { 'content-security-policy': expect.stringContaining("default-src 'none'") as string } })
    expect((await rawRequest({ port, path: '/session', headers: { 'x-freehold-token': `${TOKEN}x` } })).status).toBe(401)
    expect((await rawRequest({ port, path: '/session' })).status).toBe(401)
  })

  it('gives the token only in the part of the address that browsers keep to themselves', async () => {
    const { door, log } = await openWithPage()
    expect(new URL(door.url ?? '').hash).toBe(`#token=${TOKEN}`)
    expect(JSON.stringify(log.lines)).not.toContain(TOKEN)
  })

  it('listens on 127.0.0.1 and no other address', async () => {
    const { port } = await openWithPage()
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.2', port })
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    expect(reached).toBe(false)
  })

  it('says in a sentence that a port is taken', async () => {
    const { port } = await openDoor()
    await expect(openDoor({ port, socketPath: null })).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(String(port)) })
  })

  it('ends a connection that dribbles its headers', { timeout: 40_000 }, async () => {
    const { port } = await openWithPage()
    const socket = connect({ host: '127.0.0.1', port })
    socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n')
    const dribble = setInterval(() => socket.write('x: y\r\n'), 1000)
    socket.on('error', () => {})
    const startedAt = Date.now()
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(dribble)
    expect(Date.now() - startedAt).toBeLessThan(20_000)
  })
})
