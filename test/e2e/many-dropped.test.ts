import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { missing, shared } from '../shared.ts'
import { dropFiles, dropMany, makeMany } from './drop-files.ts'
import { openPage, type WatchedPage } from './open-page.ts'
import { createHome, startHost, type Home, type RunningHost } from './start-host.ts'

const SPOKEN = 'audio/01-short-us-male.m4a'
const COUNT = 1000

describe.skipIf(noChromium || missing(SPOKEN))('a thousand recordings dropped on the page at once', { timeout: 120_000 }, () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let home: Home
  let host: RunningHost
  let opened: WatchedPage
  let tapes: string
  const sent: string[] = []

  beforeAll(async () => {
    // Nothing is written down here, so that what is measured is the drop.
    home = await createHome({ models: ['/nowhere'] })
    tapes = join(home.folder, 'Tapes')
    await makeMany(shared(SPOKEN), tapes, COUNT)
    host = await startHost(home)
    browser = await openBrowser()
    opened = await openPage(browser, host.url)
    opened.page.on('request', (request) => request.method() === 'PUT' && sent.push(new URL(request.url()).pathname))
    await opened.page.waitForSelector('main :is(.memo, .welcome, .empty)')
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await home.remove()
  })

  const hashesUnder = async (folder: string): Promise<string[]> => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.m4a'))
    return (await Promise.all(names.map(async (name) => createHash('sha256').update(await readFile(join(folder, name))).digest('hex')))).sort()
  }
  const total = async (): Promise<number> => {
    const connection = await host.connect()
    const { counts } = await connection.api.memos.list({ limit: 1 })
    connection.close()
    return counts.total
  }

  it('are all accepted, none lost and none doubled, in a few requests, and the page stays live', async () => {
    const { acceptedMs, longestTask } = await dropMany(opened.page, tapes, COUNT)
    process.stdout.write(`1,000 recordings: ${Math.round(acceptedMs)} ms, longest task ${longestTask.cpuMs} ms of work, ${longestTask.wallMs} ms on the clock\n`)
    expect(longestTask.cpuMs).toBeLessThan(100)
    expect(await total()).toBe(COUNT)
    expect(await hashesUnder(join(home.vault, 'Memos/Audio'))).toEqual(await hashesUnder(tapes))
    expect(new Set(sent)).toEqual(new Set(['/uploads']))
    expect(sent.length).toBeLessThan(30)
    expect(opened.complaints).toEqual([])
  })

  it('are filed once when they are dropped again, and one bad file among them is told of by itself', async () => {
    const { page } = opened
    const again = join(home.folder, 'Again')
    await mkdir(again)
    await writeFile(join(again, 'Letter.m4a'), 'Dear Henning, the pump is broken again.\n')
    await writeFile(join(again, 'Nothing.m4a'), '')
    await dropFiles(page, [again, tapes])
    await page.getByText('1,000 recordings taken in. 1,000 were here already; they are filed once.').waitFor({ timeout: 60_000 })
    await page.getByText('2 files could not be taken in').waitFor()
    await page.getByText('This is a text file, whatever its name says, so there is no recording in it.').waitFor()
    await page.getByText('The file is empty: there is no recording in it.').waitFor()
    expect(await total()).toBe(COUNT)
    expect(await hashesUnder(join(home.vault, 'Memos/Audio'))).toHaveLength(COUNT)
  })
})
