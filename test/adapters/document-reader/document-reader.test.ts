import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createDocumentReader } from '../../../src/main/adapters/document-reader/index.ts'
import { createMediaInspector } from '../../../src/main/adapters/media-file/index.ts'
import type { ReadDocument } from '../../../src/main/core/ports/index.ts'
import { ARTICLE_HTML, MAIL, pdfOf } from './documents.ts'
import { missing, shared } from '../../shared.ts'

const BUILT = fileURLToPath(new URL('../../../out/main/read-worker.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'freehold-documents-'))
const reader = createDocumentReader({ workerPath: BUILT, inspector: createMediaInspector() })
const { signal } = new AbortController()
let count = 0

const save = (name: string, content: string | Uint8Array): string => {
  mkdirSync(join(folder, String((count += 1))))
  const path = join(folder, String(count), name)
  writeFileSync(path, content)
  return path
}
const read = (name: string, content: string | Uint8Array): Promise<ReadDocument> => reader.read({ path: save(name, content), name, signal })

afterAll(async () => {
  await reader.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the document reader, built', () => {
  it('reads a PDF page by page, with its title, and says which pages have no text', async () => {
    expect(await read('Quote.pdf', pdfOf(['Two boats', null, 'Nets (new)\nand rope'], { title: 'The quote' }))).toEqual({
      kind: 'pdf',
      title: 'The quote',
      text: '— page 1 —\n\nTwo boats\n\n— page 2 —\n\n— page 3 —\n\nNets (new)\nand rope',
      notice: 'There is no text on page 2: it is a picture or empty.',
    })
  })

  it('knows a PDF by its bytes, whatever its name says', async () => {
    expect(await read('Quote.txt', pdfOf(['Two boats']))).toMatchObject({ kind: 'pdf', text: 'Two boats', title: null, notice: null })
  })

  it.each([
    ['locked', pdfOf(['Two boats'], { locked: true }), 'ENCRYPTED', 'This PDF is locked with a password.'],
    ['of pictures', pdfOf([null, null]), 'UNSUPPORTED', 'There is no text in this PDF: its 2 pages are pictures or empty.'],
    ['broken', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(500, 'x')]), 'DAMAGED', 'This PDF is damaged and cannot be read.'],
  ])('says of a PDF that is %s what it is', async (_what, bytes, code, message) => {
    await expect(read('a.pdf', bytes)).rejects.toMatchObject({ name: 'AppError', code, message })
  })

  it('takes the article out of a page and runs nothing of it', async () => {
    const page = await read('page.html', ARTICLE_HTML)
    expect(page).toMatchObject({ kind: 'html', title: 'The harbour', notice: 'Only the article was taken; menus and the like were left out.' })
    expect(page.text).toContain('The harbour was quiet')
    expect(page.text).toContain(' * Nets')
    expect(page.text).not.toMatch(/Shop|Imprint|didRun|tracker/)
  })

  it('takes all of a page that has no article', async () => {
    expect(await read('short.htm', '<p>Milk</p><table><tr><th>Egg</th><td>6</td></tr></table>')).toMatchObject({ kind: 'html', text: expect.stringMatching(/^Milk\s+Egg\s+6$/), notice: null })
  })

  it('reads an e-mail, and names what is attached to it', async () => {
    expect(await read('quote.eml', MAIL)).toEqual({
      kind: 'mail',
      title: 'The quote',
      text: 'From: Zoë <zoe@example.org>\nTo: Ben <ben@example.org>\nDate: 2026-11-24T10:00:00.000Z\nSubject: The quote\nAttached: quote.pdf\n\nHere is the quote we spoke of.',
      notice: 'The file that is attached to it is named, but not read.',
    })
  })

  it('knows an e-mail without its ending, for it is more private than a text, and one of Apple Mail', async () => {
    expect(await read('message', MAIL)).toMatchObject({ kind: 'mail' })
    expect(await read('1.emlx', `${Buffer.byteLength(MAIL)}\n${MAIL}<?xml version="1.0"?><plist/>`)).toMatchObject({ kind: 'mail', title: 'The quote' })
  })

  it('reads the HTML of an e-mail that has nothing else as text', async () => {
    expect(await read('a.eml', 'From: a@example.org\r\nSubject: Hi\r\nContent-Type: text/html\r\n\r\n<p>Milk &amp; eggs</p><img src="https://tracker.example/x.gif">')).toMatchObject({
      text: 'From: a@example.org\nSubject: Hi\n\nMilk & eggs',
    })
  })

  it('keeps a table as it is and says how large it is', async () => {
    const text = 'name;note\nZoë;"two\nlines"\n'
    expect(await read('people.csv', text)).toEqual({ kind: 'csv', title: null, text, notice: 'A table of 2 rows and 2 columns.' })
    expect(await read('people.tsv', 'a\tb\tc\n')).toMatchObject({ notice: 'A table of 1 row and 3 columns.' })
  })

  it.each([
    ['notes.md', 'markdown'],
    ['main.rs', 'code'],
    ['settings.YAML', 'code'],
    ['LICENSE', 'text'],
    ['long.key', 'text'],
  ])('takes %s as %s', async (name, kind) => {
    expect(await read(name, 'fn main() {}\n')).toEqual({ kind, title: null, text: 'fn main() {}\n', notice: null })
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffGrüße – 日本')],
    ['UTF-16 with a mark', Buffer.from('\ufeffGrüße – 日本', 'utf16le')],
    ['UTF-16 the other way round', Buffer.from('\ufeffGrüße – 日本', 'utf16le').swap16()],
  ])('reads %s', async (_what, bytes) => {
    expect((await read('a.txt', bytes)).text).toBe('Grüße – 日本')
  })

  it('reads UTF-16 without a mark, and Latin-1', async () => {
    expect((await read('a.txt', Buffer.from('Grüße aus Wien', 'utf16le'))).text).toBe('Grüße aus Wien')
    expect((await read('a.txt', Buffer.from('Grüße aus Wien', 'latin1'))).text).toBe('Grüße aus Wien')
  })

  it.each([
    ['a.txt', '', 'EMPTY_FILE', 'is empty'],
    ['a.txt', ' \n', 'EMPTY_FILE', 'is empty'],
    ['a.txt', 'a\0b', 'UNSUPPORTED', 'is not a text'],
    ['a.docx', 'PK\x03\x04', 'UNSUPPORTED', 'a Word document'],
    ['a.zip', 'PK\x03\x04', 'UNSUPPORTED', 'an archive'],
    ['a.png', '\x89PNG', 'UNSUPPORTED', 'a picture'],
    ['a.eml', 'hello', 'DAMAGED', 'e-mail is damaged'],
    ['a.html', '<script>1</script>', 'EMPTY_FILE', 'no text in this page'],
  ])('refuses %s with %j in words', async (name, content, code, words) => {
    await expect(read(name, Buffer.from(content, 'latin1'))).rejects.toMatchObject({ name: 'AppError', code, message: expect.stringContaining(words) })
  })

  it('refuses what is too large with figures', async () => {
    await expect(read('a.txt', Buffer.alloc(51_000_000, 'a'))).rejects.toMatchObject({ code: 'TOO_LARGE', message: 'This file is 51 MB, and files of its kind are read up to 50 MB.' })
    await expect(read('a.txt', 'ab '.repeat(1_500_000))).rejects.toMatchObject({ code: 'TOO_LARGE', message: 'There are 4.5 MB of text in this file, and 4 MB is what can go with a turn.' })
    await expect(read('a.html', `<p>${'a'.repeat(11_000_000)}`)).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('11 MB') })
  })

  it('says of a file that is gone, a folder and a pipe what they are', async () => {
    await expect(reader.read({ path: join(folder, 'none.txt'), name: 'none.txt', signal })).rejects.toMatchObject({ code: 'FILE_GONE' })
    await expect(reader.read({ path: folder, name: 'folder', signal })).rejects.toMatchObject({ code: 'UNSUPPORTED', message: 'This is a folder.' })
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(reader.read({ path: pipe, name: 'pipe', signal })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  })

  it('tells sound from documents by what is in the file', async () => {
    expect(await reader.isSound(save('a.m4a', 'just words'))).toBe(false)
    expect(await reader.isSound(save('a.txt', 'just words'))).toBe(false)
    expect(await reader.isSound(save('a.pdf', pdfOf(['a'])))).toBe(false)
    expect(await reader.isSound(save('a.pdf', 'RIFF\0\0\0\0WAVE'))).toBe(true)
  })

  it.skipIf(missing('audio/01-short-us-male.m4a'))('knows a recording', async () => {
    expect(await reader.isSound(shared('audio/01-short-us-male.m4a'))).toBe(true)
  })
})
