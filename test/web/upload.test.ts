import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import { openDoor, TOKEN } from './door-fixture.ts'
import { rawRequest } from './raw-request.ts'

const own = (origin: string) => ({ origin, 'x-freehold-token': TOKEN })

describe('an upload', () => {
  it('hands on name, time and every byte', async () => {
    const body = randomBytes(3_000_000)
    const hash = createHash('sha256')
    let seen: unknown
    const { origin } = await openDoor({
      receiveUpload: async ({ name, modifiedMs, body: bytes }) => {
        for await (const chunk of bytes) hash.update(chunk)
        seen = { name, modifiedMs }
        return { rowId: 'abc', duplicate: true }
      },
    })
    const query = new URLSearchParams({ name: 'Zoë 🎤.m4a', modified: '1767225600000' })
    const answer = await fetch(`${origin}/upload?${query}`, { method: 'PUT', headers: own(origin), body })
    expect(await answer.json()).toEqual({ rowId: 'abc', duplicate: true })
    expect(seen).toEqual({ name: 'Zoë 🎤.m4a', modifiedMs: 1_767_225_600_000 })
    expect(hash.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'))
  })

  it('is refused without token, without Origin and from another page, and nothing is received', async () => {
    let received = 0
    const { origin, port } = await openDoor({
      receiveUpload: async () => {
        received += 1
        return { rowId: '', duplicate: false }
      },
    })
    const put = async (headers: Record<string, string>): Promise<number> => (await rawRequest({ port, path: '/upload?name=a.m4a', method: 'PUT', headers, body: 'x' })).status
    expect(await put({ origin })).toBe(401)
    expect(await put({ origin, 'x-freehold-token': 'wrong' })).toBe(401)
    expect(await put({ 'x-freehold-token': TOKEN })).toBe(403)
    expect(await put({ origin: 'https://evil.example', 'x-freehold-token': TOKEN })).toBe(403)
    expect((await rawRequest({ port, path: '/upload?name=a', method: 'POST', headers: own(origin), body: 'x' })).status).toBe(405)
    expect(received).toBe(0)
  })

  it.each(['', '..', 'a/', 'a\0b', 'x'.repeat(2000)])('refuses the name %j', async (name) => {
    const { origin, port } = await openDoor()
    const answer = await rawRequest({ port, path: `/upload?${new URLSearchParams({ name })}`, method: 'PUT', headers: own(origin), body: 'x' })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('keeps only the last part of a name that is a path', async () => {
    let seen = ''
    const { origin, port } = await openDoor({ receiveUpload: async ({ name }) => ({ rowId: (seen = name), duplicate: false }) })
    await rawRequest({ port, path: `/upload?${new URLSearchParams({ name: '../../.ssh/key.m4a' })}`, method: 'PUT', headers: own(origin), body: 'x' })
    expect(seen).toBe('key.m4a')
  })

  it('refuses a file that says it is too large before reading it', async () => {
    const { origin, port } = await openDoor({ maxUploadBytes: () => 10_000_000 })
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/upload?name=a.m4a', method: 'PUT', headers: { ...own(origin), 'content-length': 50_000_000 } }, (response) => {
        let text = ''
        response.on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode, text }))
        asked.destroy()
      })
      asked.on('error', reject)
      asked.write('one byte of it')
    }).catch(() => null)
    expect(answer?.status ?? 413).toBe(413)
    const whole = await fetch(`${origin}/upload?name=a.m4a`, { method: 'PUT', headers: own(origin), body: new Uint8Array(20_000_000) })
    expect(whole.status).toBe(413)
    expect(await whole.json()).toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('10 MB'), next: expect.any(String) })
  })

  it('stops one that grows too large without having said so', async () => {
    const { origin } = await openDoor({ maxUploadBytes: () => 1_000_000 })
    const body = Readable.from((function* () { for (let i = 0; i < 100; i += 1) yield Buffer.alloc(65_536) })())
    const answer = await fetch(`${origin}/upload?name=a.m4a`, { method: 'PUT', headers: own(origin), body: Readable.toWeb(body) as ReadableStream, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(413)
  })

  it('tells the receiver when the page goes away half-way, and logs no failure of ours', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<{ error: unknown; aborted: boolean }>()
    const { origin, port, log } = await openDoor({
      receiveUpload: async ({ body, signal }) => {
        try {
          for await (const _chunk of body);
        } catch (error) {
          await new Promise((resolve) => setImmediate(resolve))
          end({ error, aborted: signal.aborted })
          throw error
        }
        return { rowId: '', duplicate: false }
      },
    })
    const asked = request({ host: '127.0.0.1', port, path: '/upload?name=a.m4a', method: 'PUT', headers: { ...own(origin), 'content-length': 1000 } })
    asked.on('error', () => {})
    asked.write('half')
    setTimeout(() => asked.destroy(), 100)
    expect(await ended).toMatchObject({ error: expect.any(Error), aborted: true })
    expect(log.lines.map(({ event }) => event)).not.toContain('web.failed')
  })

  it('answers with the sentence of what the vault refused, and with an id alone for a bug', async () => {
    const refusing = await openDoor({ receiveUpload: () => Promise.reject(new AppError('DISK_FULL', 'The disk is full.', { next: 'Make room.' })) })
    const full = await rawRequest({ port: refusing.port, path: '/upload?name=a', method: 'PUT', headers: own(refusing.origin), body: 'x' })
    expect(full.status).toBe(507)
    expect(JSON.parse(full.text)).toEqual({ code: 'DISK_FULL', message: 'The disk is full.', next: 'Make room.' })

    const broken = await openDoor({ receiveUpload: () => Promise.reject(new Error('secret content')) })
    const bug = await rawRequest({ port: broken.port, path: '/upload?name=a', method: 'PUT', headers: own(broken.origin), body: 'x' })
    expect(bug.status).toBe(500)
    expect(bug.text).not.toContain('secret')
    const logged = broken.log.lines.find(({ event }) => event === 'web.failed')
    const { logId } = (logged?.fields ?? { logId: 'not logged' }) as { logId: string }
    expect(bug.text).toContain(logId)
  })

  it('takes 300 MB in flat memory, and no faster than they are stored', { timeout: 60_000 }, async () => {
    const chunk = Buffer.alloc(1_000_000, 7)
    let produced = 0
    let stored = 0
    let widestLead = 0
    const { origin, port } = await openDoor({
      receiveUpload: async ({ body }) => {
        for await (const bytes of body) {
          stored += bytes.byteLength
          if (stored % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        return { rowId: 'big', duplicate: false }
      },
    })
    const before = process.memoryUsage.rss()
    let peak = before
    const source = Readable.from((async function* () {
      for (; produced < 300_000_000; produced += chunk.byteLength) {
        widestLead = Math.max(widestLead, produced - stored)
        peak = Math.max(peak, process.memoryUsage.rss())
        yield chunk
      }
    })())
    const asked = request({ host: '127.0.0.1', port, path: '/upload?name=big.wav', method: 'PUT', headers: own(origin) })
    const answered = new Promise<number | undefined>((resolve) => asked.once('response', (response) => { response.resume(); resolve(response.statusCode) }))
    await pipeline(source, asked)
    expect(await answered).toBe(200)
    expect(stored).toBe(300_000_000)
    expect(widestLead).toBeLessThan(30_000_000)
    // Sender and receiver share this process.
    expect(peak - before).toBeLessThan(80_000_000)
  })
})
