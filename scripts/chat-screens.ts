// The pictures of the chat: the three moments of look.html at the size of the popover, the same in the window, and everything a message can be.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { openBrowser, Theme } from '../test/renderer/browser.ts'
import { KITCHEN, KITCHEN_SENT, MARA, RICH } from '../test/renderer/fake-chat-data.ts'
import { startFakeHost, type FakeHost } from '../test/renderer/fake-host.ts'
import { designRows } from '../test/renderer/fake-memos.ts'

interface ChatScreen {
  readonly name: string
  readonly path: string
  readonly before: (page: Page, host: FakeHost) => Promise<unknown>
  readonly after?: (page: Page, host: FakeHost) => Promise<unknown>
}

const POPOVER = [380, 560] as const
const WINDOW = [900, 640] as const

/** The badge opened, and the next answer in the middle of being written. */
const writing = async (page: Page, host: FakeHost): Promise<void> => {
  host.chat.setSpeed(12)
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
  { name: 'everything', path: `#/chat/${RICH}`, before: (page) => page.getByRole('region', { name: 'Conversation' }).evaluate((area) => area.scrollTo(0, 0)) },
  { name: 'new', path: '#/chat', before: (page) => page.waitForSelector('.empty') },
]

/** Takes the pictures of the chat in each theme. */
export const takeChatScreens = async (browser: Awaited<ReturnType<typeof openBrowser>>, staticFolder: string, into: string, themes: readonly Theme[]): Promise<void> => {
  const host = await startFakeHost({ staticFolder, rows: designRows(), extraFiled: 404, chat: { reply: () => 'Dear Erik, thank you for the clear offer, and for coming twice. Lindqvist it is: I would like to begin in the second week of January.' } })
  try {
    for (const theme of themes) {
      for (const [size, prefix] of [[POPOVER, 'chat'], [WINDOW, 'chat-window']] as const) {
        for (const { name, path, before, after } of MOMENTS) {
          const page = await browser.open(host.url, { theme, size, scale: 2 })
          await page.evaluate((hash) => location.assign(hash), path)
          await page.waitForSelector('.chat-ready')
          await before(page, host)
          await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
          await page.mouse.move(0, 0)
          await page.waitForTimeout(150)
          await page.screenshot({ path: join(into, `${prefix}-${name}-${theme}.png`) })
          await after?.(page, host)
          await page.context().close()
        }
      }
    }
  } finally {
    await host.close()
  }
}
