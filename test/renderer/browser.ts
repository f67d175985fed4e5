// A real Chromium for the page's tests and pictures. Nothing but this machine is reached: it is started without background calls.
import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'

/** For `describe.skipIf(noChromium)`: tests in a browser are skipped by name where there is none. */
export const noChromium = !existsSync(CHROMIUM)

export type Theme = 'light' | 'dark'

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--use-fake-device-for-media-stream']

export interface OpenOptions {
  readonly theme?: Theme
  readonly size?: readonly [number, number]
  readonly scale?: number
  /** Listens to the page before it loads anything. */
  readonly before?: (page: Page) => void
}

export const openBrowser = async () => {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
  return {
    /** Opens an address in a fresh profile, with the clock at the made-up recordings' day. */
    async open(url: string, { theme = 'light', size = [900, 720], scale = 1, before }: OpenOptions = {}): Promise<Page> {
      const context = await browser.newContext({
        viewport: { width: size[0], height: size[1] }, deviceScaleFactor: scale, colorScheme: theme, timezoneId: 'Europe/Copenhagen', locale: 'en-GB',
      })
      const page = await context.newPage()
      before?.(page)
      await page.clock.setFixedTime('2026-11-22T16:05:00+01:00')
      await page.goto(url)
      return page
    },
    close: () => browser.close(),
  }
}
