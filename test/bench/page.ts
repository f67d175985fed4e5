import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { startFakeHost } from '../renderer/fake-host.ts'
import { designRows, LONG, manyRows } from '../renderer/fake-memos.ts'
import { watchLongTasks } from '../renderer/long-tasks.ts'
import { median } from './measure.ts'
import type { Bench, Figure } from './measure.ts'

const PAGE_FOLDER = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const ROUNDS = 5

const scriptKilobytes = async (): Promise<number> => {
  // What colours code and draws math comes when it is needed.
  const html = await readFile(join(PAGE_FOLDER, 'index.html'), 'utf8')
  const names = (await readdir(join(PAGE_FOLDER, 'assets'))).filter((name) => name.endsWith('.js') && html.includes(name))
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(PAGE_FOLDER, 'assets', name))).byteLength))
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

const scroll = async (page: Page, area: string, stepPixels: number): Promise<void> => {
  await page.locator(area).hover()
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.wheel(0, stepPixels)
    await page.waitForTimeout(16)
  }
}

/** The longest task of each round, in the processor's time: what the page itself is to blame for. */
const longestTasks = async (browser: Awaited<ReturnType<typeof openBrowser>>, host: Omit<Parameters<typeof startFakeHost>[0], 'staticFolder'>, hash: string, ready: string, area: string): Promise<readonly number[]> => {
  const fake = await startFakeHost({ staticFolder: PAGE_FOLDER, ...host })
  try {
    const page = await browser.open(fake.url)
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.evaluate((to) => location.assign(to), hash)
      await page.waitForSelector(ready)
      await page.waitForTimeout(500)
      const longest = await watchLongTasks(page)
      await scroll(page, area, 2_500)
      times.push((await longest()).cpuMs)
      await page.evaluate(() => location.assign('#/settings'))
      await page.waitForSelector(ready, { state: 'detached' })
    }
    await page.context().close()
    return times
  } finally {
    await fake.close()
  }
}

/** The page: what it weighs, and whether it holds while much is on it. */
export const pageBench: Bench = {
  name: 'page',
  run: async (say) => {
    const weight: Figure = { name: 'script of the first load, gzipped', value: await scriptKilobytes(), unit: 'kB', bound: 250 }
    if (noChromium) {
      say('Scrolling is skipped: there is no Chromium here.')
      return [weight]
    }
    const browser = await openBrowser()
    try {
      const list = await longestTasks(browser, { rows: manyRows(5_000) }, '#/memos', '.memo', '.scroll.memos')
      const words = await longestTasks(browser, { rows: designRows() }, `#/memos/${LONG}`, '.word', '.words-column')
      return [
        weight,
        { name: 'longest task while 5,000 rows scroll', value: median(list), unit: 'ms', bound: 100, absolute: true, note: `median of ${ROUNDS}, worst ${Math.max(...list)} ms, processor time` },
        { name: 'longest task while 30,000 words scroll', value: median(words), unit: 'ms', bound: 100, absolute: true, note: `median of ${ROUNDS}, worst ${Math.max(...words)} ms, processor time` },
      ]
    } finally {
      await browser.close()
    }
  },
}
