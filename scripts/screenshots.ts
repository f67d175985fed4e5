// Takes the pictures in docs/screens: every screen, light and dark, from the built page in a real Chromium before the double
// of the host in test/renderer. Run after `npm run build`: node scripts/screenshots.ts [folder of the page] [folder for the pictures]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser, type Theme } from '../test/renderer/browser.ts'
import { startFakeHost, type FakeHost } from '../test/renderer/fake-host.ts'
import { CANAL, DENTIST, designRows } from '../test/renderer/fake-memos.ts'
import { takePrivacyScreens } from './privacy-screens.ts'
import type { Page } from 'playwright-core'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const [staticFolder = join(ROOT, 'out/renderer'), into = join(ROOT, 'docs/screens')] = process.argv.slice(2)
const THEMES: readonly Theme[] = ['light', 'dark']

const DEFAULT_SIZE = [900, 720] as const

const toMoment = async (page: Page): Promise<void> => {
  await page.waitForSelector('.word')
  const box = await page.locator('[role=slider]').boundingBox()
  if (box) await page.mouse.click(box.x + (box.width * 132.4) / 401, box.y + 20)
  await page.waitForSelector('.word.on')
  await page.mouse.move(0, 0)
}

/** Three recordings over the page, as the system would carry them. */
const hangFiles = async (page: Page): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-pictures-'))
  const files = ['One.m4a', 'Two.m4a', 'Three.m4a'].map((name) => join(folder, name))
  for (const file of files) writeFileSync(file, 'sound')
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', x: 400, y: 300, data })
  await page.getByText('3 recordings. They stay').waitFor()
  rmSync(folder, { recursive: true })
}

const SCREENS: readonly { readonly name: string; readonly path: string; readonly size?: readonly [number, number]; readonly firstRun?: boolean; readonly empty?: boolean; readonly before?: (page: Page, host: FakeHost) => Promise<unknown> }[] = [
  { name: 'memos', path: '#/memos', size: [900, 720], before: (page) => page.locator('.memo').nth(1).locator('.line').hover() },
  { name: 'memo', path: `#/memos/${DENTIST}`, size: [1040, 800], before: toMoment },
  { name: 'live', path: `#/memos/${CANAL}`, size: [1040, 800], before: (page) => page.getByText('bicycle').waitFor() },
  { name: 'first-run', path: '#/memos', size: [900, 720], firstRun: true, before: (page) => page.getByText('watched').first().waitFor() },
  { name: 'models', path: '#/models', size: [960, 700], before: (page) => page.getByText('Good ones to get').waitFor() },
  { name: 'settings', path: '#/settings', size: [900, 860], before: (page) => page.getByText('Copy recordings').waitFor() },
  { name: 'drop', path: '#/memos', before: hangFiles },
  { name: 'empty', path: '#/memos', size: [640, 480], empty: true },
  { name: 'narrow-memo', path: `#/memos/${DENTIST}`, size: [320, 640], before: (page) => page.waitForSelector('.word') },
  { name: 'narrow', path: '#/memos', size: [320, 640] },
]

mkdirSync(into, { recursive: true })
const host = await startFakeHost({ staticFolder, rows: designRows(), extraFiled: 404 })
const welcome = await startFakeHost({ staticFolder, rows: [], status: { firstRun: true, speech: 'demo-only' } })
const bare = await startFakeHost({ staticFolder, rows: [] })
const browser = await openBrowser()
try {
  for (const theme of THEMES) {
    for (const { name, path, size = DEFAULT_SIZE, firstRun = false, empty = false, before } of SCREENS) {
      const own = firstRun ? welcome : empty ? bare : host
      const page = await browser.open(own.url, { theme, size, scale: 2 })
      await page.evaluate((hash) => location.assign(hash), path)
      await page.waitForSelector('main :is(.memo, .words-column, .column, .welcome, .empty)')
      await before?.(page, own)
      await page.waitForTimeout(250)
      await page.screenshot({ path: join(into, `${name}-${theme}.png`) })
      await page.context().close()
    }
  }
  await takePrivacyScreens(browser, staticFolder, into, THEMES)
} finally {
  await browser.close()
  await host.close()
  await welcome.close()
  await bare.close()
}
