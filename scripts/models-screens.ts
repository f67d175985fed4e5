// The pictures of the models and of the apps that use them, from the double of the host: a real one has no 16 GB Mac to show. screenshots.ts takes them with the others.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { openBrowser, Theme } from '../test/renderer/browser.ts'
import { startFakeHost, type FakeHost, type FakeHostOptions } from '../test/renderer/fake-host.ts'
import { designClients } from '../test/renderer/fake-local-api.ts'
import { manyModels } from '../test/renderer/fake-models-data.ts'

interface ModelsScreen {
  readonly name: string
  readonly size: readonly [number, number]
  readonly host?: Partial<FakeHostOptions>
  readonly before?: (page: Page, host: FakeHost) => Promise<unknown>
}

const toApps = async (page: Page): Promise<void> => {
  await page.getByRole('switch', { name: /Let other apps/ }).click()
  await page.getByText('For apps that speak OpenAI').first().waitFor()
  await page.getByRole('heading', { name: 'Other apps' }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }))
}

const SCREENS: readonly ModelsScreen[] = [
  { name: 'models', size: [960, 700] },
  { name: 'models-states', size: [960, 900], host: { models: { models: manyModels() } } },
  { name: 'apps', size: [960, 620], host: { localApi: { api: { clients: designClients() } } }, before: toApps },
  {
    name: 'look-up',
    size: [760, 620],
    before: async (page) => {
      await page.getByLabel(/paste a link/).fill('hf:someone/tiny-GGUF')
      await page.keyboard.press('Enter')
      await page.getByText('2 models.').waitFor()
    },
  },
  { name: 'narrow-models', size: [320, 640] },
]

/** Takes the pictures of the models in each theme. */
export const takeModelsScreens = async (browser: Awaited<ReturnType<typeof openBrowser>>, staticFolder: string, into: string, themes: readonly Theme[]): Promise<void> => {
  for (const { name, size, host: options, before } of SCREENS) {
    for (const theme of themes) {
      const host = await startFakeHost({ staticFolder, rows: [], ...options })
      try {
        const page = await browser.open(host.url, { theme, size, scale: 2 })
        await page.evaluate(() => location.assign('#/models'))
        await page.waitForSelector('main .memory')
        await page.getByRole('heading', { name: 'Other apps' }).waitFor()
        await before?.(page, host)
        if (name !== 'look-up') await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
        await page.mouse.move(0, 0)
        await page.waitForTimeout(300)
        await page.screenshot({ path: join(into, `${name}-${theme}.png`) })
        await page.context().close()
      } finally {
        await host.close()
      }
    }
  }
}
