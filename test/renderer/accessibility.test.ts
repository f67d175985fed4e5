import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Status } from '../../src/contract/system.ts'
import { beyondEdge, smallControls, violations } from './axe.ts'
import { noChromium, type Theme } from './browser.ts'
import { CANAL, DENTIST, designRows } from './fake-memos.ts'
import { goTo, useOnePage, type OpenedPage } from './page-fixture.ts'

const PROBLEM = { message: '“keepAliveMinutes” must be a number.', line: 7, column: 21 }

const SCREENS: readonly { readonly name: string; readonly hash: string; readonly status?: Partial<Status>; readonly before?: (page: Page) => Promise<unknown>; readonly after?: (page: Page) => Promise<unknown> }[] = [
  { name: 'the list in every state', hash: '#/memos' },
  { name: 'a memo', hash: `#/memos/${DENTIST}`, before: (page) => page.waitForSelector('.word') },
  { name: 'a memo in work', hash: `#/memos/${CANAL}`, before: (page) => page.waitForSelector('.word') },
  { name: 'an open menu', hash: `#/memos/${DENTIST}`, before: (page) => page.getByRole('button', { name: /^Speed/ }).click(), after: (page) => page.keyboard.press('Escape') },
  {
    name: 'an open sheet',
    hash: `#/memos/${DENTIST}`,
    before: async (page) => {
      await page.getByRole('button', { name: 'Write it down again' }).click()
      await page.getByRole('dialog').waitFor()
    },
    after: (page) => page.keyboard.press('Escape'),
  },
  { name: 'the first run', hash: '#/memos', status: { firstRun: true, speech: 'missing' }, before: (page) => page.waitForSelector('.welcome') },
  { name: 'models', hash: '#/models', status: { speech: 'demo-only' } },
  { name: 'settings with a mistake', hash: '#/settings', status: { settingsProblems: [PROBLEM] }, before: (page) => page.getByRole('switch').first().waitFor() },
]
const CALM: Partial<Status> = { firstRun: false, speech: 'ready', settingsProblems: [] }

const show = async ({ page, host }: OpenedPage, { hash, status, before }: (typeof SCREENS)[number]): Promise<void> => {
  host.setStatus({ ...CALM, ...status })
  await goTo(page, hash)
  await before?.(page)
  // Past the motion of a sheet, whose text is paler on its way.
  await page.waitForTimeout(250)
}

describe.skipIf(noChromium).each(['light', 'dark'] satisfies Theme[])('with axe, WCAG 2.2 AA, in %s', (theme) => {
  const opened = useOnePage({ rows: designRows() }, { theme })

  it.each(SCREENS)('has nothing to say of $name', async (screen) => {
    const { page } = opened()
    await show(opened(), screen)
    expect(await violations(page)).toEqual([])
    await screen.after?.(page)
  })
})

describe.skipIf(noChromium)('the page', () => {
  const opened = useOnePage({ rows: designRows() })

  it('gives every control at least 24 by 24 pixels', async () => {
    const { page } = opened()
    for (const screen of [SCREENS[0], SCREENS[1], ...SCREENS.slice(5)]) {
      if (screen) await show(opened(), screen)
      expect(await smallControls(page)).toEqual([])
    }
  })

  it.each(SCREENS.filter(({ after }) => !after))('loses nothing at 320 pixels: $name', async (screen) => {
    const { page } = opened()
    await page.setViewportSize({ width: 320, height: 640 })
    await show(opened(), screen)
    expect(await beyondEdge(page)).toEqual([])
  })

  it('sees a fault when there is one', async () => {
    const { page } = opened()
    await goTo(page, '#/memos')
    await page.evaluate(() => {
      const button = document.querySelector('.icon-button')
      button?.removeAttribute('aria-label')
      button?.removeAttribute('title')
    })
    expect((await violations(page)).join()).toContain('button-name')
  })
})
