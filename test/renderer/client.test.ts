import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rm, writeFile } from 'node:fs/promises'
import { AppError } from '../../src/contract/errors.ts'
import type * as ClientModule from '../../src/renderer/client.ts'
import type { WebDoorDeps } from '../../src/main/web/index.ts'
import { openDoor, routerOf, STATUS, temporaryFolder, TOKEN } from '../web/door-fixture.ts'

declare global {
  interface Window {
    client: ReturnType<typeof ClientModule.connect>
    problemOf: typeof ClientModule.problemOf
    reconnects: number
  }
}

let browser: Browser
let script = ''

beforeAll(async () => {
  const built = await build({
    configFile: false, logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: fileURLToPath(new URL('../../src/renderer/client.ts', import.meta.url)), formats: ['es'], fileName: 'client' } },
  })
  const [first] = [built].flat()
  if (first === undefined || !('output' in first)) throw new Error('not built')
  script = first.output[0].code
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
})
afterAll(() => browser?.close())

const open = async (changes: Partial<WebDoorDeps> = {}) => {
  const staticFolder = await temporaryFolder()
  await writeFile(join(staticFolder, 'client.js'), script)
  await writeFile(join(staticFolder, 'start.js'), "import { connect, problemOf } from '/client.js'\nObject.assign(window, { client: connect(), problemOf, reconnects: 0 })\nwindow.client.onReconnect(() => { window.reconnects += 1 })")
  await writeFile(join(staticFolder, 'index.html'), '<!doctype html><title>test</title><script type="module" src="/start.js"></script>')
  const opened = await openDoor({ staticFolder, ...changes })
  const page = await browser.newPage()
  await page.goto(opened.door.url ?? '')
  await page.waitForFunction(() => window.client !== undefined)
  return { ...opened, page, staticFolder }
}

const state = (page: Page, wanted: string) => page.waitForFunction((name) => window.client.state() === name, wanted)

describe('the page’s client in a real browser', () => {
  it('sends what goes with a turn, and has the words of the host for what is refused', async () => {
    const { page } = await open({
      receiveAttachment: async ({ name, body }) => {
        let sizeBytes = 0
        for await (const chunk of body) sizeBytes += chunk.byteLength
        if (sizeBytes === 0) throw new AppError('EMPTY_FILE', 'This file is empty.', { next: 'Take another one.' })
        return { attachmentId: `${sizeBytes}`, title: name, state: 'reading', fraction: null, attachment: null, problem: null, notice: null }
      },
      dictate: async ({ body }) => {
        for await (const _chunk of body);
        return { text: 'milk and eggs' }
      },
    })
    const attach = (content: string) => page.evaluate(async (text) => window.client.attach(new File([text], 'Zoë.txt'), new AbortController().signal).catch(window.problemOf), content)
    expect(await attach('four')).toMatchObject({ attachmentId: '4', title: 'Zoë.txt', state: 'reading' })
    expect(await attach('')).toEqual({ message: 'This file is empty.', next: 'Take another one.' })
    expect(await page.evaluate(() => window.client.dictate(new Blob(['sound']), new AbortController().signal))).toBe('milk and eggs')
    await page.close()
  })

  it('gives up a dictation when the person does, and says when the host is gone', async () => {
    const { page, door } = await open({ dictate: ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) })
    const left = await page.evaluate(async () => {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(), 100)
      return window.client.dictate(new Blob(['sound']), leaving.signal).then(() => 'words', (error: unknown) => window.problemOf(error))
    })
    expect(left).toBeNull()
    await door.close()
    const lost = await page.evaluate(() => window.client.attach(new File(['a'], 'a.txt'), new AbortController().signal).then(() => null, (error: unknown) => window.problemOf(error)?.message))
    expect(lost).toContain('Freehold is not running')
    await page.close()
  })

  it('connects, takes the token out of the address, and still knows it after a reload', async () => {
    const { page } = await open()
    expect(await page.evaluate(() => window.client.api.system.status({}))).toEqual(STATUS)
    expect(page.url()).not.toContain(TOKEN)
    await page.reload()
    await page.waitForFunction(() => window.client !== undefined)
    expect(await page.evaluate(() => window.client.api.system.status({}))).toEqual(STATUS)
    await page.close()
  })

  it('says that it is refused with a token of another start', async () => {
    const { page, origin } = await open()
    await page.goto('about:blank')
    await page.goto(`${origin}/#token=of-another-start`)
    await page.waitForFunction(() => window.client !== undefined)
    await state(page, 'refused')
    expect(await page.evaluate(() => window.client.api.system.status({}).catch((error: unknown) => window.problemOf(error)))).toMatchObject({ message: expect.stringContaining('started anew') })
    await page.close()
  })

  it('fails calls and streams at once when the host goes, and connects again by itself', async () => {
    const router = routerOf({
      async *statusChanges(signal) {
        yield STATUS
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    })
    const { page, door, port, staticFolder } = await open({ router })
    const failure = page.evaluate(async () => {
      const stream = await window.client.api.system.statusChanges()
      await stream.next()
      Object.assign(window, { reading: true })
      return stream.next().then(() => 'no failure', (error: unknown) => window.problemOf(error))
    })
    await page.waitForFunction(() => 'reading' in window)
    await door.close()
    expect(await failure).toMatchObject({ message: expect.stringContaining('not running') })
    await state(page, 'lost')
    expect(await page.evaluate(() => window.client.api.system.status({}).catch((error: unknown) => window.problemOf(error)))).toMatchObject({ next: expect.stringContaining('Start it again') })
    await openDoor({ port, staticFolder, router })
    await state(page, 'open')
    expect(await page.evaluate(() => window.reconnects)).toBe(1)
    expect(await page.evaluate(() => window.client.api.system.status({}))).toEqual(STATUS)
    await page.close()
  })

  it('sends a file with progress, and tells why one is refused', async () => {
    const { page } = await open({ maxUploadBytes: () => 5_000_000 })
    const send = (sizeBytes: number) =>
      page.evaluate(async (size) => {
        const fractions: number[] = []
        const file = new File([new Uint8Array(size)], 'Zoë.m4a')
        const answer = await window.client.upload(file, { signal: new AbortController().signal, onProgress: (fraction) => fractions.push(fraction) }).catch((error: unknown) => window.problemOf(error))
        return { answer, last: fractions.at(-1) }
      }, sizeBytes)
    expect(await send(4_000_000)).toEqual({ answer: { rowId: 'file-1', duplicate: false }, last: 1 })
    expect((await send(6_000_000)).answer).toMatchObject({ message: expect.stringContaining('5 MB') })
    await page.close()
  })

  /** Chooses real files on the disk, sends them together, and gives what became of each and which requests were made. */
  const sendTogether = async (page: Page, paths: readonly string[], between: () => Promise<void> = async () => {}) => {
    const asked: string[] = []
    page.on('request', (request) => request.method() === 'PUT' && asked.push(new URL(request.url()).pathname))
    await page.evaluate(() => document.body.append(Object.assign(document.createElement('input'), { type: 'file', multiple: true })))
    await page.setInputFiles('input', [...paths])
    // The browser looks at a file when its size is first asked for, as the page does while it puts files together.
    await page.evaluate(() => [...(document.querySelector('input')?.files ?? [])].map(({ size }) => size))
    await between()
    const outcomes = await page.evaluate(async () => {
      const settled: Record<string, unknown[]> = {}
      const files = [...(document.querySelector('input')?.files ?? [])]
      await window.client.uploadTogether(files, {
        signal: new AbortController().signal,
        onSettled: (file, outcome) => (settled[file.name] ??= []).push(outcome.status === 'fulfilled' ? outcome.value : window.problemOf(outcome.reason)),
      })
      return settled
    })
    return { outcomes, asked }
  }
  const filesOf = async (names: readonly string[]): Promise<string[]> => {
    const folder = await temporaryFolder()
    return Promise.all(names.map(async (name) => (await writeFile(join(folder, name), `the bytes of ${name}`), join(folder, name))))
  }
  const readNames: WebDoorDeps['receiveUpload'] = async ({ name, body }) => {
    let text = ''
    for await (const chunk of body) text += Buffer.from(chunk).toString()
    if (name === 'letter.m4a') throw new AppError('NOT_AUDIO', 'This is a text.', { next: 'Leave it.' })
    return { rowId: text, duplicate: name === 'known.m4a' }
  }

  it('sends many files in one request, and tells of each by itself what became of it', async () => {
    const { page } = await open({ receiveUpload: readNames })
    const { outcomes, asked } = await sendTogether(page, await filesOf(['Zoë.m4a', 'letter.m4a', 'known.m4a']))
    expect(outcomes).toEqual({
      'Zoë.m4a': [{ rowId: 'the bytes of Zoë.m4a', duplicate: false }],
      'letter.m4a': [{ message: 'This is a text.', next: 'Leave it.' }],
      'known.m4a': [{ rowId: 'the bytes of known.m4a', duplicate: true }],
    })
    expect(asked).toEqual(['/uploads'])
    await page.close()
  })

  it('tells of a file that went away in the meantime, and sends the others all the same', async () => {
    const { page } = await open({ receiveUpload: readNames })
    const paths = await filesOf(['first.m4a', 'gone.m4a', 'last.m4a'])
    const { outcomes } = await sendTogether(page, paths, () => rm(paths[1] ?? ''))
    expect(outcomes).toEqual({
      'first.m4a': [{ rowId: 'the bytes of first.m4a', duplicate: false }],
      'gone.m4a': [{ message: expect.stringContaining('moved or changed'), next: 'Drop it again.' }],
      'last.m4a': [{ rowId: 'the bytes of last.m4a', duplicate: false }],
    })
    await page.close()
  })

  it('says of each file that there is no host, when there is none', async () => {
    const { page, door } = await open()
    await door.close()
    const { outcomes } = await sendTogether(page, await filesOf(['a.m4a', 'b.m4a']))
    expect(Object.values(outcomes)).toEqual([[{ message: expect.stringContaining('not running'), next: expect.any(String) }], [{ message: expect.stringContaining('not running'), next: expect.any(String) }]])
    await page.close()
  })

  it('ends at once when many files are cancelled, and the host is told', async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<boolean>()
    const { page } = await open({
      receiveUpload: async ({ body, signal }) => {
        for await (const _chunk of body);
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        tell(signal.aborted)
        throw signal.reason
      },
    })
    const outcome = await page.evaluate(async () => {
      const cancelling = new AbortController()
      setTimeout(() => cancelling.abort(), 300)
      return window.client.uploadTogether([new File(['abc'], 'a.m4a'), new File(['abc'], 'b.m4a')], { signal: cancelling.signal, onSettled: () => {} }).then(() => 'settled', (error: unknown) => window.problemOf(error))
    })
    expect(outcome).toBeNull()
    expect(await told).toBe(true)
    await page.close()
  })

  it('holds a stream back that the page does not read', async () => {
    let produced = 0
    const { page } = await open({
      router: routerOf({
        async *statusChanges(signal) {
          while (!signal.aborted) {
            produced += 1
            yield STATUS
          }
        },
      }),
    })
    await page.evaluate(async () => {
      const stream = await window.client.api.system.statusChanges()
      await stream.next()
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(produced).toBeLessThan(10)
    await page.close()
  })
})
