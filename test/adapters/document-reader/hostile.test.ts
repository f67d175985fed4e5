import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { createDocumentReader } from '../../../src/main/adapters/document-reader/index.ts'
import { createMediaInspector } from '../../../src/main/adapters/media-file/index.ts'
import type { DocumentReader, ReadDocument } from '../../../src/main/core/ports/index.ts'
import { ARTICLE_HTML, MAIL, pdfOf } from './documents.ts'

const BUILT = fileURLToPath(new URL('../../../out/main/read-worker.js', import.meta.url))
const PLANTED = fileURLToPath(new URL('planted-reader.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'freehold-hostile-'))
const { signal } = new AbortController()
const open: DocumentReader[] = []
let count = 0

const reader = (workerPath: string, limits: NonNullable<Parameters<typeof createDocumentReader>[0]['limits']> = {}): DocumentReader => {
  const made = createDocumentReader({ workerPath, inspector: createMediaInspector(), limits })
  open.push(made)
  return made
}
const read = (by: DocumentReader, name: string, content: string | Uint8Array, within = signal): Promise<ReadDocument> => {
  const path = join(folder, `${(count += 1)}-${name}`)
  writeFileSync(path, content)
  return by.read({ path, name, signal: within })
}

afterAll(async () => {
  await Promise.all(open.map((each) => each.close()))
  rmSync(folder, { recursive: true, force: true })
})

describe('a file that does harm to its reader', () => {
  it.each([
    ['hang', 'TOO_LARGE', { readMs: 1_000 }],
    ['exit', 'DAMAGED', {}],
    ['throw', 'DAMAGED', {}],
    ['lie', 'DAMAGED', {}],
    ['heap', 'TOO_LARGE', { growthBytes: 4_000_000_000 }],
    ['buffers', 'TOO_LARGE', { growthBytes: 300_000_000 }],
  ])('by %s is refused in words, and the next one is read', async (fault, code, limits) => {
    const by = reader(PLANTED, limits)
    const failure = await read(by, 'a.txt', fault).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AppError)
    expect(failure).toMatchObject({ code })
    expect(String(failure)).not.toContain('the text of the file')
    expect(await read(by, 'a.txt', 'well')).toMatchObject({ text: 'well' })
  })

  it('is given up at once when nobody wants it any more', async () => {
    const by = reader(PLANTED)
    const leaving = new AbortController()
    const work = read(by, 'a.txt', 'hang', leaving.signal)
    const next = read(by, 'a.txt', 'well')
    setTimeout(() => leaving.abort(), 300)
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(await next).toMatchObject({ text: 'well' })
  })

  it('is read anew in a fresh thread after a pause', async () => {
    const by = reader(BUILT, { idleMs: 1 })
    for (const text of ['one', 'two']) {
      expect(await read(by, 'a.txt', text)).toMatchObject({ text })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })

  it('is refused when the host closes', async () => {
    const by = reader(PLANTED)
    const work = read(by, 'a.txt', 'hang')
    setTimeout(() => void by.close(), 300)
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('hostile documents in the built reader', () => {
  const by = reader(BUILT, { growthBytes: 500_000_000 })
  /** What came of it: a text or words for a person, and never anything else. */
  const outcome = async (name: string, content: string | Uint8Array): Promise<string> => {
    try {
      return typeof (await read(by, name, content)).text
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      expect(error.message).toMatch(/^[\p{L}“].*[.]$/su)
      return 'words'
    }
  }

  it.each(['a.pdf', 'a.html', 'a.eml', 'a.emlx', 'a.csv', 'a.md', 'a'])('any bytes as %s are text or words', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        expect(['string', 'words']).toContain(await outcome(name, bytes))
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['a.pdf', pdfOf(['Two boats', 'Nets'], { title: 'T' })],
    ['a.html', Buffer.from(ARTICLE_HTML)],
    ['a.eml', Buffer.from(MAIL)],
  ])('%s with bytes changed, missing or twice is text or words', async (name, whole) => {
    const place = fc.nat(whole.length - 1)
    await fc.assert(
      fc.asyncProperty(place, place, fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.constantFrom('change', 'cut', 'twice'), async (from, to, bytes, how) => {
        const [start, end] = [Math.min(from, to), Math.max(from, to)]
        const middle = how === 'change' ? Buffer.from(bytes) : how === 'cut' ? Buffer.alloc(0) : Buffer.concat([whole.subarray(start, end), whole.subarray(start, end)])
        const changed = Buffer.concat([whole.subarray(0, start), middle, whole.subarray(how === 'change' ? start + bytes.length : end)])
        expect(['string', 'words']).toContain(await outcome(name, changed))
      }),
      { numRuns: 60 },
    )
  })

  it('a page that unpacks to gigabytes does not take the host along', async () => {
    // 3 GB of nothing, packed twice.
    const bomb = deflateSync(deflateSync(Buffer.alloc(200_000_000, 0x20)))
    const filter = '/Filter [/FlateDecode /FlateDecode]'
    const parts = Array.from({ length: 15 }, (_each, index) => `${index + 4} 0 R`).join(' ')
    const head = `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents [${parts}] >>\nendobj\n`
    const streams = Array.from({ length: 15 }, (_each, index) => Buffer.concat([Buffer.from(`${index + 4} 0 obj\n<< /Length ${bomb.length} ${filter} >>\nstream\n`), bomb, Buffer.from('\nendstream\nendobj\n')]))
    expect(await outcome('a.pdf', Buffer.concat([Buffer.from(head), ...streams, Buffer.from('trailer\n<< /Root 1 0 R >>\n')]))).toBe('words')
  })

  it('HTML nested without end, an e-mail within an e-mail without end and one long line are text or words', async () => {
    expect(['string', 'words']).toContain(await outcome('a.html', `${'<div>'.repeat(200_000)}deep`))
    expect(['string', 'words']).toContain(await outcome('a.html', `<table>${'<tr><td>x'.repeat(20_000)}`))
    let mail = 'From: a@example.org\r\n\r\nhello'
    for (let depth = 0; depth < 100; depth += 1) mail = `From: a@example.org\r\nContent-Type: message/rfc822\r\n\r\n${mail}`
    expect(['string', 'words']).toContain(await outcome('a.eml', mail))
    expect(await outcome('a.txt', 'x'.repeat(3_999_999))).toBe('string')
    expect(await outcome('a.txt', 'words')).toBe('string')
  })
})
