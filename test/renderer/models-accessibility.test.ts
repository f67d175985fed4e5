import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { beyondEdge, smallControls, violations } from './axe.ts'
import { noChromium, type Theme } from './browser.ts'
import { designClients } from './fake-local-api.ts'
import { manyModels } from './fake-models-data.ts'
import { goTo, useOnePage, type OpenedPage } from './page-fixture.ts'

interface Screen {
  readonly name: string
  readonly before: (page: Page) => Promise<unknown>
  readonly after?: (page: Page) => Promise<unknown>
  /** Where a narrow window is looked at. */
  readonly within?: string
}

const HOST = { rows: [], models: { models: manyModels() }, localApi: { api: { clients: designClients(), waiting: 2, turnedAway: 3 } } } as const
const escape = (page: Page): Promise<void> => page.keyboard.press('Escape')
const lookUp = async (page: Page): Promise<void> => {
  await page.getByLabel('Search the models').fill('hf:someone/gated')
  await page.keyboard.press('Enter')
  await page.getByText('2 models.').waitFor()
}
const turnOn = async (page: Page): Promise<void> => {
  const door = page.getByRole('switch', { name: /^Let other apps/ })
  await page.getByText('Desktop agent').first().waitFor()
  if ((await door.getAttribute('aria-checked')) === 'false') await door.click()
  await page.getByText('http://127.0.0.1:11500/v1').first().waitFor()
}

const SCREENS: readonly Screen[] = [
  {
    name: 'every state of a model, what is measured, and a question before one is removed',
    async before(page) {
      await page.getByText('More models').click()
      await page.getByRole('button', { name: 'More for qwen3-8b' }).click()
      await page.getByRole('menuitem', { name: 'Measure its speed' }).click()
      await page.getByText('Writes 31 tok/s').waitFor()
      await page.getByRole('button', { name: 'More for ggml-medium' }).click()
      await page.getByRole('menuitem', { name: 'Remove…' }).click()
    },
  },
  {
    name: 'an open menu',
    async before(page) {
      await page.getByRole('button', { name: 'More for qwen3-8b' }).click()
      await page.getByRole('menuitemcheckbox', { name: 'Use for chat' }).waitFor()
    },
    after: escape,
  },
  { name: 'what a link leads to', before: lookUp, after: escape, within: 'dialog' },
  {
    name: 'the apps, one to be revoked and one to be added',
    async before(page) {
      await turnOn(page)
      await page.getByRole('button', { name: 'Revoke… Desktop agent' }).click()
      await page.getByRole('button', { name: 'Add an app…' }).click()
    },
  },
  {
    name: 'the warning before the network',
    async before(page) {
      await turnOn(page)
      await page.getByRole('switch', { name: 'Also from my network' }).click()
      await page.getByRole('dialog').waitFor()
    },
    after: escape,
    within: 'dialog',
  },
]

const show = async ({ page }: OpenedPage, { before }: Screen): Promise<void> => {
  await goTo(page, '#/settings')
  await goTo(page, '#/models')
  await page.locator('.memory').waitFor()
  await before(page)
  // Past the motion of a sheet, whose text is paler on its way.
  await page.waitForTimeout(300)
}

describe.skipIf(noChromium).each(['light', 'dark'] satisfies Theme[])('models, with axe, WCAG 2.2 AA, in %s', (theme) => {
  const opened = useOnePage(HOST, { theme, size: [960, 900] })

  it.each(SCREENS)('leaves nothing to say of $name', async (screen) => {
    await show(opened(), screen)
    expect(await violations(opened().page)).toEqual([])
    await screen.after?.(opened().page)
  })
})

describe.skipIf(noChromium).each([
  ['in a narrow window', 320, 16],
  ['in a window as it is drawn', 960, 16],
  ['with text twice as large', 960, 32],
])('models %s', (_name, widthPx, textPx) => {
  const opened = useOnePage(HOST, { size: [widthPx, 800] })

  it.each(SCREENS)('lose nothing, and give every control 24 pixels: $name', async (screen) => {
    const { page } = opened()
    // The text size of the browser's own settings, which the page's rems and breaks follow.
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setFontSizes', { fontSizes: { standard: textPx } })
    await show(opened(), screen)
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(`${textPx}px`)
    // What has the focus is brought into view, sideways too: then nothing reaches past the edge although much is lost on the other side.
    await page.evaluate(() => document.querySelector('.scroll')?.scrollTo({ left: 0 }))
    expect(await beyondEdge(page, screen.within)).toEqual([])
    expect(await smallControls(page)).toEqual([])
    // The screen scrolls, and never the window itself.
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
    await screen.after?.(page)
  })
})

describe.skipIf(noChromium)('the models page by keyboard alone', () => {
  const opened = useOnePage(HOST)

  it('is walked from the search to the last model, menus and all', async () => {
    const { page, host } = opened()
    await goTo(page, '#/models')
    await page.locator('.memory').waitFor()
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
    await page.getByLabel('Search the models').focus()
    const seen: string[] = []
    for (let n = 0; n < 40 && seen.at(-1) !== 'Pause embeddinggemma'; n += 1) {
      await page.keyboard.press('Tab')
      seen.push(await focused())
    }
    expect(seen).toEqual([
      'Add file…', 'Unload gemma-3-4b', 'More for gemma-3-4b', 'Unload Parakeet v3', 'More for Parakeet v3', 'More for Silero', 'More for qwen3-8b', 'More for ggml-medium', 'More for nanowhisper-en-q5_0', 'Pause embeddinggemma',
    ])
    await page.keyboard.press('Enter')
    await expect.poll(() => host.calls).toContain('pause d1')
    await page.getByRole('button', { name: 'More for ggml-medium' }).focus()
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('Remove…')
    await page.keyboard.press('Enter')
    await expect.poll(focused).toBe('Keep it')
    await page.keyboard.press('Enter')
    expect(host.calls.filter((call) => call.startsWith('remove'))).toEqual([])
  })
})
