import { describe, expect, it } from 'vitest'
import { beyondEdge, smallControls, violations } from './axe.ts'
import { noChromium, type Theme } from './browser.ts'
import { KITCHEN, KITCHEN_SENT, MARA, RICH } from './fake-chat-data.ts'
import { goTo, useOnePage, usePages, type OpenedPage } from './page-fixture.ts'

interface Screen {
  readonly name: string
  readonly hash: string
  readonly before: (opened: OpenedPage) => Promise<unknown>
}

const SCREENS: readonly Screen[] = [
  { name: 'an offer', hash: `#/chat/${KITCHEN}`, before: ({ page }) => page.getByText('Ask Anthropic…').waitFor() },
  { name: 'a badge opened', hash: `#/chat/${KITCHEN_SENT}`, before: ({ page }) => page.getByRole('button', { name: /^Answered by Anthropic/ }).click() },
  { name: 'one that is kept', hash: `#/chat/${MARA}`, before: ({ page }) => page.getByText('Kept here.').waitFor() },
  { name: 'everything a message can be', hash: `#/chat/${RICH}`, before: ({ page }) => page.getByText('There is no language model').waitFor() },
  {
    name: 'Markdown',
    hash: `#/chat/${RICH}`,
    async before({ page }) {
      await page.getByText('There is no language model').waitFor()
      await page.getByRole('region', { name: 'Conversation' }).evaluate((area) => area.scrollTo(0, 0))
      await page.locator('math').first().waitFor()
    },
  },
  { name: 'one that is not begun', hash: '#/chat', before: ({ page }) => page.waitForSelector('.empty') },
]

describe.skipIf(noChromium).each(['light', 'dark'] as const satisfies readonly Theme[])('the chat in %s', (theme) => {
  const opened = useOnePage({ rows: [] }, { theme })

  it.each(SCREENS)('has nothing that axe complains of: $name', async ({ hash, before }) => {
    await goTo(opened().page, '#/chat')
    await goTo(opened().page, hash)
    await before(opened())
    expect(await violations(opened().page)).toEqual([])
    expect(await smallControls(opened().page)).toEqual([])
  })
})

describe.skipIf(noChromium).each([
  ['320 pixels wide', [320, 640]],
  ['at 200%', [450, 360]],
] as const)('the chat, %s', (_name, size) => {
  const open = usePages()

  it.each(SCREENS)('loses nothing: $name', async ({ hash, before }) => {
    const one = await open({ rows: [] }, hash, { size })
    await before(one)
    // Code, tables and math scroll within themselves.
    expect((await beyondEdge(one.page)).filter((html) => !/^<(code|span class="hljs|t[hdr]|tbody|thead|table|m[a-z]+)/.test(html))).toEqual([])
    expect(await one.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size[0])
  })
})
