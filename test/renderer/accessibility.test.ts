import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Status } from '../../src/contract/system.ts'
import { noChromium, type Theme } from './browser.ts'
import { CANAL, DENTIST, designRows } from './fake-memos.ts'
import { goTo, useOnePage, type OpenedPage } from './page-fixture.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const violations = async (page: Page): Promise<readonly string[]> => {
  // The page's policy forbids scripts that are not its own; evaluate goes past it.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Found { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }[] }
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<Found> } }
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
  })
}

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
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, select, input[type=text], .tools a, nav a, [role=slider], label.radio, label.check')]
          .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 100) }))
          .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
          .map(({ html }) => html),
      )
      expect(small).toEqual([])
    }
  })

  it.each(SCREENS.filter(({ after }) => !after))('loses nothing at 320 pixels: $name', async (screen) => {
    const { page } = opened()
    await page.setViewportSize({ width: 320, height: 640 })
    await show(opened(), screen)
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => element.closest('.said, [popover], .wave') === null && element.getClientRects().length > 0)
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(element).position !== 'fixed')
        .map((element) => element.outerHTML.slice(0, 120)),
    )
    expect(beyond).toEqual([])
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
