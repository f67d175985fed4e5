import { describe, expect, it } from 'vitest'
import { noChromium } from './browser.ts'
import { DENTIST, designRows } from './fake-memos.ts'
import { goTo, usePages } from './page-fixture.ts'

const SCREENS = ['#/memos', `#/memos/${DENTIST}`, '#/privacy', '#/privacy/records', '#/models', '#/settings']

describe.skipIf(noChromium)('Local only', () => {
  const open = usePages()

  it.each([[900, 720], [320, 640]] as const)('is said on every screen, at the same place and in green, at %d pixels', async (width, height) => {
    const { page } = await open({ rows: designRows(), privacy: { privacy: { localOnly: true } } }, '#/memos', { size: [width, height] })
    const places = new Set<string>()
    for (const hash of SCREENS) {
      await goTo(page, hash)
      const band = page.locator('.local-only-band')
      await band.getByText('Local only. Nothing leaves this Mac.').waitFor()
      const box = await band.boundingBox()
      places.add(JSON.stringify([box?.x, box?.y, box?.width, await band.evaluate((element) => getComputedStyle(element).color)]))
      expect(box?.height).toBeGreaterThanOrEqual(30)
    }
    expect([...places]).toEqual([expect.stringContaining('rgb(10, 112, 82)')])
  })

  it('is switched on at the foot of the sidebar and off in the band, each at once', async () => {
    const { page, host } = await open({ rows: [] }, '#/settings')
    await page.getByRole('switch', { name: 'Local only' }).click()
    await page.getByText('Nothing leaves this Mac.').waitFor()
    expect(await page.getByRole('switch', { name: 'Local only' }).getAttribute('aria-checked')).toBe('true')
    await page.getByRole('button', { name: 'Turn off Local only' }).click()
    await page.getByText('Nothing leaves this Mac.').waitFor({ state: 'detached' })
    expect(host.calls).toEqual(['localOnly true', 'localOnly false'])
  })

  it('is switched on in a narrow window as well', async () => {
    const { page } = await open({ rows: [] }, '#/privacy', { size: [320, 640] })
    await page.locator('main').getByRole('switch', { name: 'Local only' }).click()
    await page.getByText('Nothing leaves this Mac.').waitFor()
  })

  it('says why where it is forced, and cannot be switched off', async () => {
    const { page } = await open({ rows: [], privacy: { privacy: { forced: 'The settings cannot be read.' } } }, '#/memos')
    await page.getByText('Local only. Nothing leaves this Mac. The settings cannot be read.').waitFor()
    expect(await page.getByRole('button', { name: 'Turn off' }).count()).toBe(0)
    expect(await page.getByRole('switch', { name: 'Local only' }).isDisabled()).toBe(true)
  })

  it('names the machine as it is: a computer where it is no Mac', async () => {
    const { page } = await open({ rows: [], status: { platform: 'linux', machineName: 'This computer' }, privacy: { privacy: { localOnly: true } } }, '#/privacy')
    await page.getByText('Nothing leaves this computer.').waitFor()
    await page.getByRole('columnheader', { name: 'This computer' }).waitFor()
  })

  it('says that it was not changed where the host cannot do it', async () => {
    const { page, host } = await open({ rows: [] }, '#/models')
    await host.close()
    await page.getByRole('switch', { name: 'Local only' }).click()
    await page.getByText('Freehold is not running.').waitFor()
    expect(await page.getByRole('switch', { name: 'Local only' }).getAttribute('aria-checked')).toBe('false')
  })
})
