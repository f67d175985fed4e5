import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import { openDoor, TOKEN } from './door-fixture.ts'
import { rawRequest } from './raw-request.ts'

const own = (origin: string) => ({ origin, 'x-freehold-token': TOKEN })

describe('what goes with a turn, by its bytes', () => {
  it('is handed on with its name and every byte, and answered as it is being read', async () => {
    const body = randomBytes(2_000_000)
    const hash = createHash('sha256')
    const { origin } = await openDoor({
      receiveAttachment: async ({ name, body: bytes }) => {
        for await (const chunk of bytes) hash.update(chunk)
        return { attachmentId: 'a1', title: name, state: 'reading', fraction: null, attachment: null, problem: null, notice: null }
      },
    })
    const answer = await fetch(`${origin}/attach?${new URLSearchParams({ name: 'Zoë & Co.pdf' })}`, { method: 'PUT', headers: own(origin), body })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ attachmentId: 'a1', title: 'Zoë & Co.pdf', state: 'reading' })
    expect(hash.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'))
  })

  it.each(['/attach?name=a.txt', '/dictate', '/model?name=a.gguf'])('%s is refused without token, without Origin, from another page and by another verb, and nothing is received', async (path) => {
    let received = 0
    const count = async (): Promise<never> => {
      received += 1
      throw new Error('received')
    }
    const { origin, port } = await openDoor({ receiveAttachment: count, dictate: count, receiveModel: count })
    const put = async (headers: Record<string, string>, method = 'PUT'): Promise<number> => (await rawRequest({ port, path, method, headers, body: 'x' })).status
    expect(await put({ origin })).toBe(401)
    expect(await put({ origin, 'x-freehold-token': 'wrong' })).toBe(401)
    expect(await put({ 'x-freehold-token': TOKEN })).toBe(403)
    expect(await put({ origin: 'https://evil.example', 'x-freehold-token': TOKEN })).toBe(403)
    expect(await put({ ...own(origin), host: 'evil.example' })).toBe(403)
    expect(await put(own(origin), 'POST')).toBe(405)
    expect(received).toBe(0)
  })

  it.each(['', '..', 'a\0b', 'x'.repeat(2000)])('refuses the name %j', async (name) => {
    const { origin } = await openDoor()
    const answer = await fetch(`${origin}/attach?${new URLSearchParams({ name })}`, { method: 'PUT', headers: own(origin), body: 'x' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'BAD_REQUEST' })
  })

  it.each(['/attach?name=a.txt', '/dictate'])('%s refuses what is too large, said or not', async (path) => {
    let asked = 0
    const { origin } = await openDoor({
      maxUploadBytes: () => 1_000_000,
      receiveAttachment: async ({ body }) => {
        asked += 1
        for await (const _chunk of body);
        throw new Error('taken')
      },
      dictate: async ({ body }) => {
        asked += 1
        for await (const _chunk of body);
        return { text: '' }
      },
    })
    const whole = await fetch(`${origin}${path}`, { method: 'PUT', headers: own(origin), body: new Uint8Array(3_000_000) })
    expect(whole.status).toBe(413)
    expect(await whole.json()).toMatchObject({ code: 'TOO_LARGE', next: expect.any(String) })
    expect(asked).toBe(0)
    const body = Readable.toWeb(Readable.from((function* () { for (let i = 0; i < 50; i += 1) yield Buffer.alloc(65_536) })())) as ReadableStream
    expect((await fetch(`${origin}${path}`, { method: 'PUT', headers: own(origin), body, duplex: 'half' } as RequestInit)).status).toBe(413)
  })

  it('hands on a model with its name and size, and says why one is not taken', async () => {
    const { origin } = await openDoor({
      receiveModel: async ({ name, sizeBytes, body }) => {
        let bytes = 0
        for await (const chunk of body) bytes += chunk.byteLength
        if (bytes === 0) throw new AppError('WRONG_FILE', 'This is no model.', { next: 'Choose another file.' })
        return { id: `${name} ${sizeBytes} ${bytes}` }
      },
    })
    const put = async (body: Uint8Array<ArrayBuffer>) => (await fetch(`${origin}/model?name=tiny.gguf`, { method: 'PUT', headers: own(origin), body })).json()
    expect(await put(new Uint8Array(70_000))).toEqual({ id: 'tiny.gguf 70000 70000' })
    expect(await put(new Uint8Array(0))).toEqual({ code: 'WRONG_FILE', message: 'This is no model.', next: 'Choose another file.' })
  })

  it('gives the words of a dictation, or why there are none', async () => {
    const { origin } = await openDoor({
      dictate: async ({ body }) => {
        let size = 0
        for await (const chunk of body) size += chunk.byteLength
        if (size === 0) throw new AppError('NO_MODEL', 'There is no model.', { next: 'Open Models.' })
        return { text: `${size} bytes` }
      },
    })
    const put = async (body: Uint8Array<ArrayBuffer>) => (await fetch(`${origin}/dictate`, { method: 'PUT', headers: own(origin), body })).json()
    expect(await put(new Uint8Array(7))).toEqual({ text: '7 bytes' })
    expect(await put(new Uint8Array(0))).toEqual({ code: 'NO_MODEL', message: 'There is no model.', next: 'Open Models.' })
  })

  it('ends the work on a dictation when the page goes away', async () => {
    const ended = Promise.withResolvers<boolean>()
    const begun = Promise.withResolvers<void>()
    const { origin } = await openDoor({
      dictate: async ({ body, signal }) => {
        for await (const _chunk of body);
        begun.resolve()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        ended.resolve(signal.aborted)
        throw signal.reason
      },
    })
    const leaving = new AbortController()
    const asked = fetch(`${origin}/dictate`, { method: 'PUT', headers: own(origin), body: 'sound', signal: leaving.signal }).catch(() => null)
    await begun.promise
    leaving.abort()
    expect(await ended.promise).toBe(true)
    await asked
  })

  it('lets the page use the microphone, and no other page or device', async () => {
    const { origin } = await openDoor()
    const policy = (await fetch(origin)).headers.get('permissions-policy') ?? ''
    expect(policy).toContain('microphone=(self)')
    expect(policy).toContain('camera=()')
  })
})
