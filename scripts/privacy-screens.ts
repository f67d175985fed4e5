// The pictures of privacy: the panel, a question at the gate, Try it, the records, and Local only. screenshots.ts takes them with the others.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { openBrowser, Theme } from '../test/renderer/browser.ts'
import { startFakeHost, type FakeHost } from '../test/renderer/fake-host.ts'
import { designRows } from '../test/renderer/fake-memos.ts'
import { designAsk } from '../test/renderer/fake-privacy-data.ts'

const TRIED = 'Send Mara my account, DK50 0040 0440 1162 43, and ask how her knee is.'

const tryOut = async (page: Page): Promise<void> => {
  await page.getByLabel('Something to try').fill(TRIED)
  await page.getByText('Stays on this Mac').waitFor()
}

const openNewest = async (page: Page): Promise<void> => {
  await page.locator('.led', { hasText: '3 files in a chat' }).click()
  await page.getByText('Open full text').waitFor()
}

interface PrivacyScreen {
  readonly name: string
  readonly path: string
  readonly size: readonly [number, number]
  readonly before: (page: Page, host: FakeHost) => Promise<unknown>
  readonly after?: (host: FakeHost) => void
}

const SCREENS: readonly PrivacyScreen[] = [
  { name: 'privacy', path: '#/privacy', size: [1100, 1060], before: async (page) => (await openNewest(page), await tryOut(page)) },
  {
    name: 'ask',
    path: '#/memos',
    size: [760, 620],
    before: async (page, host) => {
      host.privacy.ask(designAsk(1), designAsk(2))
      await page.getByRole('dialog').waitFor()
      // The ring of the focus is part of the picture; a pointer alone would not show it.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Shift+Tab')
    },
    after: (host) => host.privacy.set({ asks: [] }),
  },
  {
    name: 'narrow-ask',
    path: '#/memos',
    size: [320, 640],
    before: async (page, host) => {
      host.privacy.ask(designAsk(1))
      await page.getByRole('dialog').waitFor()
    },
    after: (host) => host.privacy.set({ asks: [] }),
  },
  {
    name: 'try-it',
    path: '#/privacy',
    size: [640, 720],
    before: async (page) => {
      await tryOut(page)
      await page.locator('.try').evaluate((card) => card.closest('section')?.scrollIntoView({ block: 'start' }))
    },
  },
  { name: 'records', path: '#/privacy/records', size: [900, 720], before: (page) => openNewest(page) },
  {
    name: 'local-only',
    path: '#/memos',
    size: [900, 560],
    before: async (page, host) => {
      host.privacy.set({ localOnly: true })
      await page.getByText('Nothing leaves this Mac.').waitFor()
    },
    after: (host) => host.privacy.set({ localOnly: false }),
  },
  { name: 'narrow-privacy', path: '#/privacy', size: [320, 640], before: (page) => page.getByText('What may leave').waitFor() },
]

/** Takes the pictures of privacy in each theme. */
export const takePrivacyScreens = async (browser: Awaited<ReturnType<typeof openBrowser>>, staticFolder: string, into: string, themes: readonly Theme[]): Promise<void> => {
  const host = await startFakeHost({ staticFolder, rows: designRows(), extraFiled: 404 })
  try {
    for (const theme of themes) {
      for (const { name, path, size, before, after } of SCREENS) {
        const page = await browser.open(host.url, { theme, size, scale: 2 })
        await page.evaluate((hash) => location.assign(hash), path)
        await page.waitForSelector('main :is(.memo, .policy, .record)')
        await before(page, host)
        if (!name.endsWith('ask')) await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
        await page.mouse.move(0, 0)
        await page.waitForTimeout(300)
        await page.screenshot({ path: join(into, `${name}-${theme}.png`) })
        await page.context().close()
        after?.(host)
      }
    }
  } finally {
    await host.close()
  }
}
