import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { KITCHEN_SENT, MARA, RICH } from './fake-chat-data.ts'
import { goTo, usePages } from './page-fixture.ts'

/** What lies over something else below an answer. */
const overlaps = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.made-foot')].flatMap((foot) => {
      const parts = [...foot.querySelectorAll('.made > *:not(.said), .badge:not(.made), .made-acts > *')].map((part) => ({ words: part.textContent, at: part.getBoundingClientRect() }))
      return parts.flatMap(({ words, at }, index) =>
        parts.slice(index + 1).filter((other) => Math.min(at.right, other.at.right) - Math.max(at.left, other.at.left) > 1 && Math.min(at.bottom, other.at.bottom) - Math.max(at.top, other.at.top) > 1).map((other) => `${words} / ${other.words}`),
      )
    }),
  )

describe.skipIf(noChromium)('the look of a chat', () => {
  const open = usePages()

  for (const width of [320, 380, 450, 900])
    it(`keeps apart what stands below an answer, ${width} pixels wide`, async () => {
      const { page } = await open({ rows: [] }, `#/chat/${RICH}`, { size: [width, 560] })
      await page.locator('.made').first().waitFor()
      for (const top of [0, 400, 800, 1200]) {
        await page.getByRole('region', { name: 'Conversation' }).evaluate((area, to) => area.scrollTo(0, to), top)
        await page.waitForTimeout(100)
        expect(await overlaps(page)).toEqual([])
      }
    })

  it('keeps mode, figures and the way to make room in one line, 320 pixels wide', async () => {
    const { page } = await open({ rows: [] }, `#/chat/${MARA}`, { size: [320, 560] })
    await page.getByText('make room').waitFor()
    expect((await page.locator('.status-line').boundingBox())?.height).toBeLessThan(40)
    expect(await page.getByRole('meter').getAttribute('aria-valuetext')).toBe('12.8k of 16k tokens')
  })

  it('leaves room for what was said beside a long turn in a low window, as at 200% zoom', async () => {
    const { page } = await open({ rows: [] }, `#/chat/${KITCHEN_SENT}`, { size: [450, 320] })
    await page.getByLabel('Your message').fill('a\n'.repeat(30))
    await expect.poll(async () => (await page.getByRole('region', { name: 'Conversation' }).boundingBox())?.height ?? 0).toBeGreaterThan(60)
  })

  it('shows for a new chat the mode that was set', async () => {
    const { page, host } = await open({ rows: [] }, '#/settings')
    await page.getByLabel('A new chat is answered').selectOption('local-only')
    await page.getByLabel('When a chat is longer than the model holds').selectOption('summarise')
    await page.getByLabel('Told to the model first').fill('Answer in one sentence.')
    await page.keyboard.press('Tab')
    await expect.poll(() => host.calls).toEqual(['set chat.mode "local-only"', 'set chat.whenFull "summarise"', 'set chat.instructions "Answer in one sentence."'])
    await goTo(page, '#/chat')
    await page.getByRole('button', { name: /^Where answers are made: .* only$/ }).waitFor()
  })
})
