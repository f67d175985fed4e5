import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { openBrowser, type OpenOptions } from './browser.ts'
import { startFakeHost, type FakeHost, type FakeHostOptions } from './fake-host.ts'

/** The built page; another folder may be named, to try a build of one's own. */
export const PAGE_FOLDER = process.env['FREEHOLD_TEST_PAGE'] ?? fileURLToPath(new URL('../../out/renderer', import.meta.url))

export interface OpenedPage {
  readonly page: Page
  readonly host: FakeHost
  /** What the browser complained of, and each request that went elsewhere than to the host. */
  readonly complaints: string[]
  readonly strangers: string[]
}

/** One browser for a test file; each test gets a host and a profile of its own. */
export const usePages = () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  return async (host: Omit<FakeHostOptions, 'staticFolder'>, hash: string, options: OpenOptions = {}): Promise<OpenedPage> => {
    const fake = await startFakeHost({ staticFolder: PAGE_FOLDER, ...host })
    const page = await browser.open(fake.url, options)
    onTestFinished(async () => {
      await page.context().close()
      await fake.close()
    })
    const watched = watch(page)
    await goTo(page, hash)
    return { host: fake, ...watched }
  }
}

/** One host and one page for all tests of a file, one after the other: much faster, where they do not disturb each other. */
export const useOnePage = (host: Omit<FakeHostOptions, 'staticFolder'>, options: OpenOptions = {}): (() => OpenedPage) => {
  let opened: OpenedPage | null = null
  let browser: Awaited<ReturnType<typeof openBrowser>> | null = null
  beforeAll(async () => {
    browser = await openBrowser()
    const fake = await startFakeHost({ staticFolder: PAGE_FOLDER, ...host })
    opened = { host: fake, ...watch(await browser.open(fake.url, options)) }
  })
  afterAll(async () => {
    await browser?.close()
    await opened?.host.close()
  })
  return () => {
    if (!opened) throw new Error('no page yet')
    return opened
  }
}

const watch = (page: Page): Omit<OpenedPage, 'host'> => {
  const complaints: string[] = []
  const strangers: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => /^(http:\/\/127\.0\.0\.1|blob:)/.test(request.url()) || strangers.push(request.url()))
  return { page, complaints, strangers }
}

/** Goes to a screen of the same page, and waits until it stands. */
export const goTo = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate((to) => location.assign(to), hash)
  await page.waitForSelector('main.chat-ready, main :is(.memo, .words-column, .column section, .welcome, .empty, .policy, .record)')
}
