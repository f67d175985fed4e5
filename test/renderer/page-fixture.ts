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
    const complaints: string[] = []
    const strangers: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => /^(http:\/\/127\.0\.0\.1|blob:)/.test(request.url()) || strangers.push(request.url()))
    await page.evaluate((to) => location.assign(to), hash)
    await page.waitForSelector('main :is(.memo, .words-column, .column section, .welcome, .empty)')
    return { page, host: fake, complaints, strangers }
  }
}

/** Counts tasks that held the page longer than 50 ms from now on; the longest of them, in milliseconds. */
export const watchLongTasks = async (page: Page): Promise<() => Promise<number>> => {
  await page.evaluate(() => {
    const seen = window as unknown as { longTasks: number[] }
    seen.longTasks = []
    new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
  })
  return () => page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks))
}
