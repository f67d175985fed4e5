import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { noChromium } from './browser.ts'
import { designClients } from './fake-local-api.ts'
import { usePages } from './page-fixture.ts'

const toSwitch = (page: Page, name: string | RegExp) => page.getByRole('switch', { name })
const turnOn = (page: Page): Promise<void> => toSwitch(page, /^Let other apps/).click()
const settings = (calls: readonly string[]): readonly string[] => calls.filter((call) => call.startsWith('set api'))

describe.skipIf(noChromium)('other apps', () => {
  const open = usePages()

  it('cannot ask until it is switched on; then their addresses are there to copy', async () => {
    const { page, host, complaints } = await open({ rows: [] }, '#/models')
    await page.getByText('Off: nothing listens, and no app can ask.').waitFor()
    expect(await page.getByText('Apps need a token').count()).toBe(0)
    await turnOn(page)
    await page.getByText('http://127.0.0.1:11500/v1').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy For apps that speak OpenAI' }).click()
    await page.getByRole('button', { name: 'Copied For apps that speak OpenAI' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('http://127.0.0.1:11500/v1')
    await page.getByText('http://127.0.0.1:11500', { exact: true }).waitFor()
    await page.getByText('http://127.0.0.1:11500/mcp').waitFor()
    await turnOn(page)
    await page.getByText('http://127.0.0.1:11500/v1').waitFor({ state: 'detached' })
    expect(settings(host.calls)).toEqual(['set api.on true', 'set api.on false'])
    expect(complaints).toEqual([])
  })

  it('show their addresses also when Freehold was started so for one run', async () => {
    const { page } = await open({ rows: [], localApi: { api: { url: 'http://127.0.0.1:11500' } } }, '#/models')
    await page.getByText('Open for this run alone, as Freehold was started.').waitFor()
    await page.getByText('http://127.0.0.1:11500/v1').waitFor()
    await page.getByRole('button', { name: 'Add an app…' }).waitFor()
  })

  it('may go without a token, and it says what that means', async () => {
    const { page, host } = await open({ rows: [] }, '#/models')
    await turnOn(page)
    await toSwitch(page, 'Apps need a token').click()
    await page.getByText('Any program on this Mac can use the models now, and nobody knows which one it was.').waitFor()
    expect(settings(host.calls)).toEqual(['set api.on true', 'set api.needsToken false'])
  })

  it('reach it from the network after a warning alone, which Return and Esc leave as it was', async () => {
    const { page, host } = await open({ rows: [] }, '#/models')
    await turnOn(page)
    const network = toSwitch(page, 'Also from my network')
    await network.click()
    await page.getByRole('dialog', { name: 'Open the models to your network?' }).waitFor()
    await page.getByText('What is sent can be read by others in the network, tokens too').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await network.click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(settings(host.calls)).toEqual(['set api.on true'])
    await network.click()
    await page.getByRole('button', { name: 'Open it to my network' }).click()
    await page.getByText('http://192.168.1.10:11500').waitFor()
    await page.getByText('What is sent is not encrypted.').waitFor()
    await network.click()
    await page.getByText('http://192.168.1.10:11500').waitFor({ state: 'detached' })
    expect(settings(host.calls)).toEqual(['set api.on true', 'set api.network true', 'set api.network false'])
  })

  it('say why the door is not open although it is on, and what to do', async () => {
    const { page, host } = await open({ rows: [] }, '#/models')
    await turnOn(page)
    host.localApi.set({ url: null, problem: { code: 'CONFLICT', message: 'Another program has the port 11500.', next: 'End it, or set another port as api.port.' } })
    await page.getByText('Another program has the port 11500. End it, or set another port as api.port.').waitFor()
    host.localApi.set({ waiting: 2, turnedAway: 14 })
    await page.getByText('2 requests waiting, 14 turned away since the start.').waitFor()
  })

  it('are listed with their last use and what they may read; each is changed by itself', async () => {
    const { page, host } = await open({ rows: [], localApi: { api: { clients: designClients() } } }, '#/models')
    await page.getByText('Last used 16:01 from this Mac · 214 requests, 1 now').waitFor()
    await page.getByText('May read: Notes and memos. May not read: Mail.').waitFor()
    await page.getByRole('button', { name: 'Ask again for Desktop agent' }).click()
    await page.getByText('What it reads of yours is asked first, once for each kind.').waitFor()
    await toSwitch(page, 'Hands on to a cloud : Zed').or(toSwitch(page, 'Hands on to a cloud: Zed')).click()
    await expect.poll(() => host.calls).toContain('setForwards c1 true')
    await page.getByRole('button', { name: 'Revoke… Zed' }).click()
    await page.getByText('Its token is no longer taken').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Keep it')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Revoke… Zed' }).click()
    await page.getByRole('button', { name: 'Revoke Zed' }).click()
    await page.getByText('Last used 16:01').waitFor({ state: 'detached' })
    expect(host.calls.filter((call) => /^(forget|revoke)/.test(call))).toEqual(['forgetGrants c2', 'revoke c1'])
  })

  it('get a token that goes to the clipboard and never to the page', async () => {
    const { page, host } = await open({ rows: [] }, '#/models')
    await turnOn(page)
    await page.getByRole('button', { name: 'Add an app…' }).click()
    await page.getByLabel('Name of the app').fill('Zed')
    await page.getByLabel('It hands on what it reads').uncheck()
    await page.getByRole('button', { name: 'Make its token' }).click()
    await page.getByText('is on the clipboard. It is shown nowhere else.').waitFor()
    await page.getByText('Not used yet').waitFor()
    await page.getByRole('button', { name: 'Add an app…' }).click()
    await page.getByLabel('Name of the app').fill('Zed')
    await page.keyboard.press('Enter')
    await page.getByText('An app called “Zed” is here already. Give it another name.').waitFor()
    expect(host.calls.filter((call) => call.startsWith('create'))).toEqual(['createClient Zed false', 'createClient Zed false'])
  })

  it('get one by a command where there is no clipboard', async () => {
    const { page } = await open({ rows: [], localApi: { noClipboard: true } }, '#/models')
    await turnOn(page)
    await page.getByRole('button', { name: 'Add an app…' }).click()
    await page.getByLabel('Name of the app').fill('My editor')
    await page.getByRole('button', { name: 'Make its token' }).click()
    await page.getByText('npm run -s freehold -- api add "My editor"').waitFor()
    await page.getByText('There is no clipboard to put a token on.').waitFor()
  })
})
