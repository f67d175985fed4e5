import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { beyondEdge, smallControls, violations } from './axe.ts'
import { noChromium, type Theme } from './browser.ts'
import { designRows } from './fake-memos.ts'
import { designAsk } from './fake-privacy-data.ts'
import { goTo, useOnePage, usePages, type OpenedPage } from './page-fixture.ts'

interface Screen {
  readonly name: string
  readonly hash: string
  readonly before: (opened: OpenedPage) => Promise<unknown>
  readonly after?: (opened: OpenedPage) => unknown
  /** Where the narrow window is looked at. */
  readonly within?: string
}

const ask = async ({ page, host }: OpenedPage): Promise<void> => {
  host.privacy.ask(designAsk(1), designAsk(2))
  await page.getByRole('dialog').waitFor()
}
const noAsks = async ({ page, host }: OpenedPage): Promise<void> => {
  host.privacy.set({ asks: [] })
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
const openRecord = (page: Page) => page.getByRole('button', { name: /3 files in a chat/ }).click()

const SCREENS: readonly Screen[] = [
  {
    name: 'the panel, a record open and something tried',
    hash: '#/privacy',
    async before({ page }) {
      await openRecord(page)
      await page.getByText('Open full text').waitFor()
      await page.getByLabel('Something to try').fill('Send Mara my account, DK50 0040 0440 1162 43, and ask how her knee is.')
      await page.getByText('Stays on this Mac').waitFor()
    },
  },
  {
    name: 'a looser choice, and every form',
    hash: '#/privacy',
    async before({ page }) {
      await page.getByRole('button', { name: 'Memos, Cloud: Never' }).focus()
      await page.keyboard.press('l')
      await page.getByText('Memos then go').waitFor()
      for (const name of ['Add a rule', 'Add a destination', 'Add a key']) await page.getByRole('button', { name }).click()
      await page.getByLabel('Who answers').selectOption('openai')
      await page.getByRole('button', { name: 'Remove… Anthropic' }).click()
    },
  },
  {
    name: 'an open cell',
    hash: '#/privacy',
    async before({ page }) {
      await page.getByRole('button', { name: 'Web and feeds, Cloud: Redact' }).click()
      await page.getByRole('menuitemradio', { name: 'Redact' }).waitFor()
    },
    after: ({ page }) => page.keyboard.press('Escape'),
  },
  { name: 'the records', hash: '#/privacy/records', before: ({ page }) => openRecord(page) },
  { name: 'a question at the gate', hash: '#/models', before: ask, after: noAsks, within: 'dialog' },
  {
    name: 'Local only',
    hash: '#/settings',
    async before({ page, host }) {
      host.privacy.set({ localOnly: true, forced: 'The settings cannot be read.' })
      await page.getByText('The settings cannot be read.').waitFor()
    },
    after: ({ host }) => host.privacy.set({ localOnly: false, forced: null }),
    within: '.screen',
  },
]

const show = async (opened: OpenedPage, { hash, before }: Screen): Promise<void> => {
  // A screen that is left and entered is new.
  await goTo(opened.page, '#/memos')
  await goTo(opened.page, hash)
  await before(opened)
  // Past the motion of a sheet or a band, whose text is paler on its way.
  await opened.page.waitForTimeout(300)
}

describe.skipIf(noChromium).each(['light', 'dark'] satisfies Theme[])('privacy, with axe, WCAG 2.2 AA, in %s', (theme) => {
  const opened = useOnePage({ rows: designRows() }, { theme, size: [1100, 900] })

  it.each(SCREENS)('leaves nothing to say of $name', async (screen) => {
    await show(opened(), screen)
    expect(await violations(opened().page)).toEqual([])
    await screen.after?.(opened())
  })
})

describe.skipIf(noChromium)('privacy in a narrow window', () => {
  const opened = useOnePage({ rows: designRows() }, { size: [320, 640] })

  it.each(SCREENS)('loses nothing, and gives every control 24 pixels: $name', async (screen) => {
    await show(opened(), screen)
    expect(await beyondEdge(opened().page, screen.within)).toEqual([])
    expect(await smallControls(opened().page)).toEqual([])
    // The screen scrolls, and never the window itself.
    expect(await opened().page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
    await screen.after?.(opened())
  })
})

describe.skipIf(noChromium)('privacy where motion is unwanted', () => {
  const open = usePages()

  it('moves neither the sheet nor the band', async () => {
    const opened = await open({ rows: [], privacy: { privacy: { localOnly: true } } }, '#/memos')
    await opened.page.emulateMedia({ reducedMotion: 'reduce' })
    await ask(opened)
    const moving = await opened.page.evaluate(() => ['dialog', '.local-only-band', '.cell', '.switch'].flatMap((which) => [...document.querySelectorAll(which)].map((element) => getComputedStyle(element)).filter(({ animationName, transitionDuration }) => animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration)).map(() => which)))
    expect(moving).toEqual([])
  })
})
