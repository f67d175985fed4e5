import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import { MAX_UPLOADS_TOGETHER } from '../../src/contract/wire.ts'
import { readFiles } from '../../src/main/web/read-files.ts'
import { bodyOf, headOf } from './many-files.ts'

const filesOf = fc.array(fc.record({ name: fc.string({ unit: 'binary' }), bytes: fc.uint8Array({ maxLength: 300 }) }), { maxLength: 8 })
const cutsOf = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 })

/** The same bytes, in pieces as they might come over a line. */
async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.byteLength; n++) {
    const size = cuts[n % cuts.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const readAll = async (body: AsyncIterable<Uint8Array>) => {
  const read: { name: unknown; bytes: Uint8Array }[] = []
  for await (const file of readFiles(body)) {
    const pieces: Uint8Array[] = []
    for await (const piece of file.body) pieces.push(piece)
    read.push({ name: file.name, bytes: new Uint8Array(Buffer.concat(pieces)) })
  }
  return read
}

describe('many files in one body', () => {
  it('are the files that were put into it, however it is cut into pieces', () =>
    fc.assert(
      fc.asyncProperty(filesOf, cutsOf, async (files, cuts) => {
        // JSON writes half of a surrogate pair as it is said, so every name comes through.
        expect(await readAll(inPieces(bodyOf(files), cuts))).toEqual(files.map(({ name, bytes }) => ({ name, bytes })))
      }),
    ))

  it('do not disturb each other when one is not read, or only its beginning', () =>
    fc.assert(
      fc.asyncProperty(filesOf, cutsOf, fc.array(fc.constantFrom('read', 'leave', 'begin', 'turn away'), { minLength: 8, maxLength: 8 }), async (files, cuts, ways) => {
        const read: unknown[] = []
        for await (const { index, name, body, leave } of readFiles(inPieces(bodyOf(files), cuts))) {
          const way = ways[index]
          if (way === 'leave') leave()
          else if (way === 'turn away') void (body[Symbol.asyncIterator]().next().catch(() => {}), leave())
          else {
            const pieces: Uint8Array[] = []
            for await (const piece of body) {
              pieces.push(piece)
              if (way === 'begin') break
            }
            if (way === 'read') read.push({ name, bytes: new Uint8Array(Buffer.concat(pieces)) })
          }
        }
        expect(read).toEqual(files.filter((_, index) => ways[index] === 'read').map(({ name, bytes }) => ({ name, bytes })))
      }),
    ))

  it('give up with a plain sentence on anything else, and never hand on more than was sent', () =>
    fc.assert(
      fc.asyncProperty(filesOf, cutsOf, fc.array(fc.tuple(fc.nat(3000), fc.nat(255))), fc.nat(3000), async (files, cuts, changes, length) => {
        const body = bodyOf(files)
        for (const [at, byte] of changes) if (at < body.byteLength) body[at] = byte
        const sent = body.subarray(0, length)
        const outcome = await readAll(inPieces(sent, cuts)).catch((error: unknown) => error)
        if (Array.isArray(outcome)) expect(outcome.reduce((sum: number, { bytes }: { bytes: Uint8Array }) => sum + bytes.byteLength, 0)).toBeLessThanOrEqual(sent.byteLength)
        else expect(outcome).toMatchObject({ name: 'AppError', code: 'BAD_REQUEST', next: expect.any(String) })
      }),
    ))

  it.each([
    ['no JSON', 'size: 3\nabc'],
    ['no object', '[3]\nabc'],
    ['no size', '{"name":"a"}\nabc'],
    ['a size below nothing', '{"name":"a","size":-1}\nabc'],
    ['half a byte', '{"name":"a","size":1.5}\nabc'],
    ['a size that cannot be counted', '{"name":"a","size":1e300}\nabc'],
    ['a size in words', '{"name":"a","size":"3"}\nabc'],
    ['an end within a file', '{"name":"a","size":30}\nabc'],
    ['an end within a head', '{"name":"a","si'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a])],
    ['a head without an end', 'x'.repeat(1_000_000)],
  ])('refuse %s', async (_what, body) => {
    await expect(readAll(inPieces(Buffer.from(body), [1000]))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('are not gathered: a head that goes on for ever is given up after a few pieces', async () => {
    let sentBytes = 0
    const endless = (async function* () {
      for (;;) {
        sentBytes += 1000
        yield new Uint8Array(1000).fill(120)
      }
    })()
    await expect(readAll(endless)).rejects.toBeInstanceOf(AppError)
    expect(sentBytes).toBeLessThan(20_000)
  })

  it('are no more than were agreed on', async () => {
    const heads = Buffer.concat(Array.from({ length: MAX_UPLOADS_TOGETHER + 1 }, () => headOf('a', 0)))
    expect(await readAll(inPieces(heads.subarray(headOf('a', 0).byteLength), [5000]))).toHaveLength(MAX_UPLOADS_TOGETHER)
    await expect(readAll(inPieces(heads, [5000]))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('hand on what the line says when it breaks', async () => {
    const broken = (async function* () {
      yield Buffer.concat([headOf('a', 10), Buffer.from('abc')])
      throw new Error('reset')
    })()
    await expect(readAll(broken)).rejects.toThrow('reset')
  })
})
