import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium, type Theme } from './browser.ts'
import { CANAL, DENTIST, designRows } from './fake-memos.ts'
import { usePages } from './page-fixture.ts'

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

const SCREENS: readonly { readonly name: string; readonly hash: string; readonly firstRun?: boolean; readonly before?: (page: Page) => Promise<unknown> }[] = [
  { name: 'the list in every state', hash: '#/memos' },
  { name: 'a memo', hash: `#/memos/${DENTIST}`, before: (page) => page.waitForSelector('.word') },
  { name: 'a memo in work', hash: `#/memos/${CANAL}`, before: (page) => page.waitForSelector('.word') },
  { name: 'an open menu', hash: `#/memos/${DENTIST}`, before: (page) => page.getByRole('button', { name: 'Export' }).click() },
  { name: 'an open sheet', hash: `#/memos/${DENTIST}`, before: async (page) => { await page.getByRole('button', { name: 'Write it down again' }).click(); await page.getByRole('dialog').waitFor() } },
  { name: 'the first run', hash: '#/memos', firstRun: true },
  { name: 'models', hash: '#/models' },
  { name: 'settings', hash: '#/settings', before: (page) => page.getByRole('switch').first().waitFor() },
]

describe.skipIf(noChromium)('with axe, WCAG 2.2 AA', () => {
  const open = usePages()
  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    it.each(SCREENS)(`has nothing to say of $name in ${theme}`, async ({ hash, firstRun = false, before }) => {
      const { page } = await open({ rows: firstRun ? [] : designRows(), status: firstRun ? { firstRun, speech: 'missing' } : {} }, hash, { theme })
      await before?.(page)
      await page.waitForTimeout(250)
      expect(await violations(page)).toEqual([])
    })
  }

  it('sees a fault when there is one', async () => {
    const { page } = await open({ rows: designRows() }, '#/memos')
    await page.evaluate(() => document.querySelector('.icon-button')?.removeAttribute('aria-label'))
    await page.evaluate(() => document.querySelector('.icon-button')?.removeAttribute('title'))
    expect((await violations(page)).join()).toContain('button-name')
  })

  it('gives every control at least 24 by 24 pixels', async () => {
    for (const { hash } of SCREENS.slice(0, 2)) {
      const { page } = await open({ rows: designRows() }, hash)
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, .tools a, nav a, [role=slider], label.radio')]
          .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 100) }))
          .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
          .map(({ html }) => html),
      )
      expect(small).toEqual([])
    }
  })

  it.each(SCREENS.map(({ hash, firstRun }) => ({ hash, firstRun: firstRun ?? false })).filter(({ hash }, index, all) => all.findIndex((other) => other.hash === hash) === index))(
    'loses nothing at 320 pixels: $hash',
    async ({ hash }) => {
      const { page } = await open({ rows: designRows() }, hash, { size: [320, 640] })
      await page.waitForTimeout(200)
      const beyond = await page.evaluate(() =>
        [...document.querySelectorAll('main *')]
          .filter((element) => element.closest('.said, [popover], .wave') === null && element.getClientRects().length > 0)
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(element).position !== 'fixed')
          .map((element) => element.outerHTML.slice(0, 120)),
      )
      expect(beyond).toEqual([])
    },
  )
})
