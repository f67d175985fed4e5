// The pictures of the chat, of the double in test/renderer: the three moments of look.html side by side at the size of the popover,
// and one of them in the window.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { openBrowser, Theme } from '../test/renderer/browser.ts'
import { KITCHEN, KITCHEN_SENT, MARA } from '../test/renderer/fake-chat-data.ts'
import { startFakeHost, type FakeHost } from '../test/renderer/fake-host.ts'
import { designRows } from '../test/renderer/fake-memos.ts'

interface ChatScreen {
  readonly name: string
  readonly path: string
  readonly before: (page: Page, host: FakeHost) => Promise<unknown>
  readonly after?: (page: Page, host: FakeHost) => Promise<unknown>
}

const POPOVER = [380, 560] as const
const GAP = 28
const WINDOW = [900, 640] as const

/** The badge opened, and the next answer in the middle of being written. */
const writing = async (page: Page, host: FakeHost): Promise<void> => {
  host.chat.setSpeed(4)
  await page.getByRole('button', { name: /^Answered by Anthropic/ }).click()
  await page.getByLabel('Your message').fill('Write Lindqvist a short yes.')
  await page.keyboard.press('Enter')
  await page.getByText('Dear Erik, thank you for the clear offer').waitFor()
}

const MOMENTS: readonly ChatScreen[] = [
  { name: 'offer', path: `#/chat/${KITCHEN}`, before: (page) => page.getByText('Ask Anthropic…').waitFor() },
  {
    name: 'badge',
    path: `#/chat/${KITCHEN_SENT}`,
    before: writing,
    after: async (page, host) => {
      await page.getByRole('button', { name: 'Stop' }).click()
      await page.getByText('stopped').waitFor()
      host.chat.forget(KITCHEN_SENT)
    },
  },
  {
    name: 'local-only',
    path: `#/chat/${MARA}`,
    before: async (page, host) => {
      host.privacy.set({ localOnly: true })
      await page.getByText('Nothing leaves this Mac.').waitFor()
      await page.getByText('Kept here.').waitFor()
    },
    after: async (_page, host) => host.privacy.set({ localOnly: false }),
  },
]

type Browser = Awaited<ReturnType<typeof openBrowser>>

const GROUND = { light: '#dfe3e2', dark: '#101012' } as const

/** Pictures of the popover beside each other, as a desk would show them. */
const sideBySide = async (browser: Browser, url: string, pictures: readonly Buffer[], theme: Theme, path: string): Promise<void> => {
  const width = pictures.length * (POPOVER[0] + GAP) + GAP
  const page = await browser.open(url, { theme, size: [width, POPOVER[1] + 2 * GAP], scale: 2 })
  // The host's own page would take no style that stands in the text.
  await page.goto('about:blank')
  await page.setContent(
    `<body style="margin:0;padding:${GAP}px;display:flex;gap:${GAP}px;background:${GROUND[theme]}">${pictures
      .map((picture) => `<img width="${POPOVER[0]}" height="${POPOVER[1]}" style="border-radius:14px;box-shadow:0 0 0 .5px #0003,0 12px 32px #0003" src="data:image/png;base64,${picture.toString('base64')}">`)
      .join('')}</body>`,
  )
  await page.waitForTimeout(200)
  await page.screenshot({ path })
  await page.context().close()
}

/** Takes the pictures of the chat in each theme. */
export const takeChatScreens = async (browser: Browser, staticFolder: string, into: string, themes: readonly Theme[]): Promise<void> => {
  const host = await startFakeHost({ staticFolder, rows: designRows(), extraFiled: 404, chat: { reply: () => 'Dear Erik, thank you for the clear offer, and for coming twice. Lindqvist it is: I would like to begin in the second week of January.' } })
  const take = async ({ path, before, after }: ChatScreen, theme: Theme, size: readonly [number, number]): Promise<Buffer> => {
    const page = await browser.open(host.url, { theme, size, scale: 2 })
    await page.evaluate((hash) => location.assign(hash), path)
    await page.waitForSelector('.chat-ready')
    await before(page, host)
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
    await page.mouse.move(0, 0)
    await page.waitForTimeout(150)
    const picture = await page.screenshot()
    await after?.(page, host)
    await page.context().close()
    return picture
  }
  try {
    for (const theme of themes) {
      const pictures: Buffer[] = []
      for (const moment of MOMENTS) pictures.push(await take(moment, theme, POPOVER))
      await sideBySide(browser, host.url, pictures, theme, join(into, `chat-${theme}.png`))
      for (const moment of MOMENTS) if (moment.name === 'badge') writeFileSync(join(into, `chat-window-${theme}.png`), await take(moment, theme, WINDOW))
    }
  } finally {
    await host.close()
  }
}
