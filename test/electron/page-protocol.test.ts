import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MemoIdSchema } from '../../src/contract/memos.ts'
import { createPageProtocol, toFilePath } from '../../src/main/shell/page-protocol.ts'
import { isAllowedRequest, isOutsideLink, isOwnPage } from '../../src/main/shell/page-rules.ts'
import { openDoor, temporaryFolder } from '../web/door-fixture.ts'

const MEMO = MemoIdSchema.parse('0123456789abcdef')

const open = async () => {
  const staticFolder = await temporaryFolder()
  await mkdir(join(staticFolder, 'assets'))
  await writeFile(join(staticFolder, 'index.html'), '<title>Freehold</title>')
  await writeFile(join(staticFolder, 'memo.m4a'), '0123456789')
  let received = ''
  const door = await openDoor({
    port: null,
    openAudio: async () => ({ path: join(staticFolder, 'memo.m4a'), contentType: 'audio/mp4' }),
    receiveUpload: async ({ name, body }) => {
      for await (const chunk of body) received += Buffer.from(chunk).toString()
      return { rowId: name, duplicate: false }
    },
  })
  const answer = createPageProtocol({ staticFolder, socketPath: () => door.socketPath })
  return { answer, door, staticFolder, received: () => received }
}

describe('the page’s own scheme', () => {
  it('serves the page with its policy', async () => {
    const { answer } = await open()
    const page = await answer(new Request('freehold://app/'))
    expect(await page.text()).toContain('Freehold')
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self';")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('fetches a recording’s range from the host, with no network port open', async () => {
    const { answer, door } = await open()
    expect(door.door.port).toBeNull()
    const part = await answer(new Request(`freehold://app${door.audioSigner.sign(MEMO)}`, { headers: { range: 'bytes=2-4' } }))
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10')
    expect(await part.text()).toBe('234')
    expect((await answer(new Request(`freehold://app/audio/${MEMO}`))).status).toBe(404)
  })

  it('streams an upload to the host', async () => {
    const { answer, received } = await open()
    const done = await answer(new Request('freehold://app/upload?name=a.m4a', { method: 'PUT', body: 'the bytes' }))
    expect(await done.json()).toEqual({ rowId: 'a.m4a', duplicate: false })
    expect(received()).toBe('the bytes')
  })

  it('streams many files in one upload to the host, and their answers back', async () => {
    const { answer, received } = await open()
    const done = await answer(new Request('freehold://app/uploads', { method: 'PUT', body: '{"name":"a.m4a","size":3}\nthe{"name":"b.m4a","size":6}\n bytes' }))
    expect(done.status).toBe(200)
    expect((await done.text()).trim().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      { index: 0, taken: { rowId: 'a.m4a', duplicate: false } },
      { index: 1, taken: { rowId: 'b.m4a', duplicate: false } },
    ])
    expect(received()).toBe('the bytes')
  })

  it('serves nothing outside the page, no other host, and no other method', async () => {
    const { answer, staticFolder } = await open()
    for (const path of ['/..%2f..%2fetc/passwd', '/%2e%2e%2fx.html', '/a%00.html', '/..\\x.html', '/%', '//etc/passwd', '/session', '/assets']) {
      expect((await answer(new Request(`freehold://app${path}`))).status).toBe(404)
    }
    expect(toFilePath(staticFolder, '/..%2fx.html')).toBeNull()
    expect((await answer(new Request('freehold://other/'))).status).toBe(404)
    expect((await answer(new Request('freehold://app/', { method: 'POST', body: 'x' }))).status).toBe(405)
  })

  it('says that the host is starting while there is none', async () => {
    const answer = createPageProtocol({ staticFolder: '/nowhere', socketPath: () => null })
    expect((await answer(new Request('freehold://app/audio/x'))).status).toBe(503)
    expect(await (await answer(new Request('freehold://app/'))).text()).toContain('npm run build')
  })
})

describe('what the window may do', () => {
  it('tells its own page from others', () => {
    expect(['freehold://app/', 'freehold://app/x?y#z'].every(isOwnPage)).toBe(true)
    expect(['freehold://app.evil/', 'freehold://app@evil/', 'freehold://u@app/', 'https://app/', 'about:blank', '', 'file:///app'].some(isOwnPage)).toBe(false)
  })

  it('loads nothing from the network', () => {
    expect(['freehold://app/assets/x.js', 'blob:freehold://app/1', 'data:image/png,', 'devtools://devtools/x'].every(isAllowedRequest)).toBe(true)
    expect(['https://example.org/', 'http://127.0.0.1:80/', 'ws://127.0.0.1/', 'file:///etc/passwd', 'blob:https://evil/1'].some(isAllowedRequest)).toBe(false)
  })
})

describe('an address outside', () => {
  it('is opened by the person’s browser only where the page’s own links lead', () => {
    expect(isOutsideLink('https://huggingface.co/ggerganov/whisper.cpp')).toBe(true)
  })

  it.each([
    'http://huggingface.co/ggerganov/whisper.cpp',
    'https://huggingface.co.example.org/x',
    'https://example.org/',
    'https://huggingface.co:8443/x',
    'https://me:secret@huggingface.co/x',
    'https://huggingface.co/x?words=what-was-said',
    'https://huggingface.co/x#what-was-said',
    'file:///Applications/Calculator.app',
    'javascript:alert(1)',
    'x-apple.systempreferences:com.apple.preference.security',
    'freehold://app/',
    'nothing',
  ])('is refused: %s', (address) => {
    expect(isOutsideLink(address)).toBe(false)
  })
})
