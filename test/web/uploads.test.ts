import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { ReceiveUpload } from '../../src/main/core/ports/index.ts'
import { openDoor, TOKEN } from './door-fixture.ts'
import { answersIn, bodyOf, headOf } from './many-files.ts'
import { rawRequest } from './raw-request.ts'

const own = (origin: string) => ({ origin, 'x-freehold-token': TOKEN })
const put = async (origin: string, body: Uint8Array | string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${origin}/uploads`, { method: 'PUT', headers: own(origin), body: typeof body === 'string' ? body : new Uint8Array(body) })
  return { status: answer.status, text: await answer.text() }
}
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Reads a file whole, and gives its name and hash for a row. */
const readWhole: ReceiveUpload = async ({ name, body }) => {
  const hash = createHash('sha256')
  for await (const chunk of body) hash.update(chunk)
  return { rowId: `${name} ${hash.digest('hex')}`, duplicate: false }
}

describe('many files in one upload', () => {
  it('are each handed on with name, time and every byte, and each answered by itself', async () => {
    const times = new Set<number | null>()
    const files = Array.from({ length: 300 }, (_, n) => ({ name: `Zoë 🎤 ${n}.m4a`, bytes: randomBytes(n * 37) }))
    const { origin } = await openDoor({
      receiveUpload: (upload) => {
        times.add(upload.modifiedMs)
        return readWhole(upload)
      },
    })
    const { status, text } = await put(origin, bodyOf(files))
    expect(status).toBe(200)
    expect(answersIn(text)).toEqual(files.map(({ name, bytes }, index) => ({ index, taken: { rowId: `${name} ${sha256(bytes)}`, duplicate: false } })))
    expect([...times]).toEqual([1_767_225_600_000])
  })

  it('are refused without token, without Origin and from another page, and nothing is received', async () => {
    let received = 0
    const { origin, port } = await openDoor({ receiveUpload: async () => ({ rowId: String((received += 1)), duplicate: false }) })
    const ask = async (headers: Record<string, string>, method = 'PUT'): Promise<number> => (await rawRequest({ port, path: '/uploads', method, headers, body: '{"name":"a","size":0}\n' })).status
    expect(await ask({ origin })).toBe(401)
    expect(await ask({ origin, 'x-freehold-token': 'wrong' })).toBe(401)
    expect(await ask({ 'x-freehold-token': TOKEN })).toBe(403)
    expect(await ask({ origin: 'https://evil.example', 'x-freehold-token': TOKEN })).toBe(403)
    expect(await ask({ ...own(origin), host: 'evil.example' })).toBe(403)
    expect(await ask(own(origin), 'POST')).toBe(405)
    expect(received).toBe(0)
  })

  it('do not spoil each other: each bad one is refused in its own words', async () => {
    const { origin, log } = await openDoor({
      maxUploadBytes: () => 1000,
      receiveUpload: async (upload) => {
        // One is refused before it is read, one in the middle of it.
        if (upload.name === 'full') throw new AppError('DISK_FULL', 'The disk is full.', { next: 'Make room.' })
        if (upload.name === 'bug') throw new Error('secret content')
        for await (const chunk of upload.body) if (upload.name === 'text') throw new AppError('NOT_AUDIO', `Text, after ${Math.min(1, chunk.byteLength)}.`)
        return { rowId: upload.name, duplicate: upload.name === 'known' }
      },
    })
    const names = ['good', '..', 'full', 'known', 'a\0b', 'text', 'bug', 'large', '../../.ssh/key.m4a', 'x'.repeat(2000), 'last']
    const { status, text } = await put(origin, bodyOf(names.map((name) => ({ name, bytes: Buffer.alloc(name === 'large' ? 200_000 : 900, 65) }))))
    expect(status).toBe(200)
    expect(answersIn(text).map((line) => ('taken' in line ? line.taken : line.refused.code))).toEqual([
      { rowId: 'good', duplicate: false }, 'BAD_REQUEST', 'DISK_FULL', { rowId: 'known', duplicate: true }, 'BAD_REQUEST', 'NOT_AUDIO', 'INTERNAL', 'TOO_LARGE',
      { rowId: 'key.m4a', duplicate: false }, 'BAD_REQUEST', { rowId: 'last', duplicate: false },
    ])
    expect(answersIn(text)[2]).toEqual({ index: 2, refused: { code: 'DISK_FULL', message: 'The disk is full.', next: 'Make room.' } })
    expect(text).not.toContain('secret')
    const logged = log.lines.find(({ event }) => event === 'web.failed')
    const { logId } = (logged?.fields ?? { logId: 'not logged' }) as { logId: string }
    expect(text).toContain(logId)
  })

  it('are answered while the next ones are still on their way, and looked at together', async () => {
    let inside = 0
    let most = 0
    const { origin, port } = await openDoor({
      receiveUpload: async (upload) => {
        const done = await readWhole(upload)
        most = Math.max(most, (inside += 1))
        await sleep(20)
        inside -= 1
        return done
      },
    })
    const answered = await new Promise<string>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/uploads', method: 'PUT', headers: own(origin) }, (answer) => {
        let text = ''
        // The rest is sent only when the first of it is answered.
        answer.once('data', () => asked.end(bodyOf([{ name: 'c', bytes: Buffer.from('c') }])))
        answer.setEncoding('utf8').on('data', (part: string) => (text += part))
        answer.on('end', () => resolve(text))
      })
      asked.on('error', reject)
      asked.write(bodyOf([{ name: 'a', bytes: Buffer.from('a') }, { name: 'b', bytes: Buffer.from('b') }]))
    })
    expect(answersIn(answered)).toHaveLength(3)
    expect(most).toBe(2)
    await put(origin, bodyOf(Array.from({ length: 200 }, (_, n) => ({ name: `${n}`, bytes: Buffer.from('x') }))))
    expect(most).toBeGreaterThan(8)
    expect(most).toBeLessThanOrEqual(32)
  })

  it('that cannot be told apart are refused in a plain sentence, and what came before that is taken', async () => {
    const { origin } = await openDoor({ receiveUpload: readWhole })
    const none = await put(origin, 'these are no files')
    expect(none.status).toBe(400)
    expect(JSON.parse(none.text)).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('cannot read'), next: expect.any(String) })

    const some = await put(origin, Buffer.concat([bodyOf([{ name: 'good', bytes: Buffer.from('sound') }]), Buffer.from('{"size":"many"}\nxyz')]))
    expect(some.status).toBe(200)
    expect(answersIn(some.text)).toMatchObject([{ index: null, refused: { code: 'BAD_REQUEST' } }, { index: 0, taken: {} }])

    const short = await put(origin, Buffer.concat([bodyOf([{ name: 'good', bytes: Buffer.from('sound') }]), headOf('cut', 100), Buffer.from('not a hundred')]))
    expect(answersIn(short.text)).toMatchObject([{ index: null, refused: { code: 'BAD_REQUEST' } }, { index: 0, taken: {} }, { index: 1, refused: { code: 'BAD_REQUEST' } }])
    expect(await put(origin, '')).toEqual({ status: 200, text: '' })
  })

  it('break off together when the page goes away, each receiver is told, and no failure of ours is logged', async () => {
    const ended: { name: string; aborted: boolean }[] = []
    const { promise: all, resolve } = Promise.withResolvers<void>()
    const { origin, port, log } = await openDoor({
      receiveUpload: async ({ name, body, signal }) => {
        try {
          for await (const _chunk of body);
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        } finally {
          await new Promise((next) => setImmediate(next))
          ended.push({ name, aborted: signal.aborted })
          if (ended.length === 2) resolve()
        }
        return { rowId: '', duplicate: false }
      },
    })
    const asked = request({ host: '127.0.0.1', port, path: '/uploads', method: 'PUT', headers: own(origin) })
    asked.on('error', () => {})
    asked.write(Buffer.concat([bodyOf([{ name: 'whole', bytes: Buffer.from('sound') }]), headOf('half', 1000), Buffer.from('half of it')]))
    setTimeout(() => asked.destroy(), 100)
    await all
    expect(ended.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([{ name: 'half', aborted: true }, { name: 'whole', aborted: true }])
    await sleep(50)
    expect(log.lines.map(({ event }) => event)).not.toContain('web.failed')
  })

  it('take 300 MB in flat memory, and no faster than they are stored', { timeout: 60_000 }, async () => {
    const file = Buffer.alloc(1_000_000, 7)
    let produced = 0
    let stored = 0
    let widestLead = 0
    const { origin, port } = await openDoor({
      receiveUpload: async ({ name, body }) => {
        for await (const bytes of body) {
          stored += bytes.byteLength
          if (stored % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        return { rowId: name, duplicate: false }
      },
    })
    const before = process.memoryUsage.rss()
    let peak = before
    const source = Readable.from((async function* () {
      for (let n = 0; n < 300; n++) {
        widestLead = Math.max(widestLead, produced - stored)
        peak = Math.max(peak, process.memoryUsage.rss())
        yield headOf(`${n}`, file.byteLength)
        yield file
        produced += file.byteLength
      }
    })())
    const asked = request({ host: '127.0.0.1', port, path: '/uploads', method: 'PUT', headers: own(origin) })
    const answered = new Promise<string>((resolve) => asked.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve(text))
    }))
    await pipeline(source, asked)
    expect(answersIn(await answered)).toHaveLength(300)
    expect(stored).toBe(300_000_000)
    expect(widestLead).toBeLessThan(30_000_000)
    // Sender and receiver share this process, and what it collects when is its own affair: gathered, it would be 300 MB.
    expect(peak - before).toBeLessThan(120_000_000)
  })
})
