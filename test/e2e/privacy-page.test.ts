import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { startProvider, type Provider } from '../provider/index.ts'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { askThrough, chat, startTraced, type TracedHost } from './gate-rig.ts'
import { openPage } from './open-page.ts'
import { createHome, type Home } from './start-host.ts'

const KEY = 'sk-ant-api03-Typed5Hq9Zw2Mx7Lt3Pb8Kc1'
const NEVER_SEEN = KEY.slice(13, 30)

let home: Home
let host: TracedHost
let provider: Provider
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const start = async () => {
  provider = await startProvider({ keys: [KEY] })
  home = await createHome({ models: [], settings: 'models:\n  language: none\n' })
  await mkdir(join(home.vault, 'People'), { recursive: true })
  writeFileSync(join(home.vault, 'People', 'Mara Ellegaard.md'), '---\naliases: [Mara]\n---\n')
  host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
  const browser = await openBrowser()
  ends.push(provider.close, home.remove, host.stop, browser.close)
  const url = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(host.said())?.[0] ?? ''
  const opened = await openPage(browser, url)
  await opened.page.waitForSelector('main')
  return opened
}

const goTo = (page: Page, hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash)

describe.skipIf(noChromium)('privacy on the page, with the real host behind it', () => {
  it('adds a server and a key, sends what is allowed, asks what must be asked, and shows all of it', { timeout: 180_000 }, async () => {
    const { page, complaints, strangers } = await start()
    await goTo(page, '#/privacy')
    await page.getByRole('heading', { level: 1, name: /Nothing left this/ }).waitFor()

    // A server and its key, as a person adds them.
    await host.api.privacy.addDestination({ name: 'Anthropic', provider: 'anthropic', url: provider.url, zone: 'cloud', credential: 'anthropic', model: 'claude-test' })
    await page.getByRole('button', { name: 'Add a key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('anthropic')
    await page.getByLabel('Key', { exact: true }).fill(KEY)
    await page.getByRole('button', { name: 'Keep this key' }).click()
    await page.getByRole('button', { name: 'Test anthropic' }).click()
    await page.getByText(/Anthropic takes it/).waitFor()

    // Try it, with the real detectors and the person's own list of people.
    await page.getByLabel('Something to try').fill('Send Mara my account, DK50 0040 0440 1162 43.')
    const card = page.locator('.try')
    await card.getByText('Would go to Anthropic').waitFor()
    expect(await card.locator('.chip').allTextContents()).toEqual(expect.arrayContaining(['Chat', '1 person', '1 account']))
    expect(await card.locator('.would').textContent()).toBe('Send Mara my account, ‹Account 1›.')
    const tests = provider.requests.length

    // A stricter cell holds at once, in the settings and for what is asked.
    await page.getByRole('button', { name: 'Typed chat, Cloud: Allow' }).click()
    await page.getByRole('menuitemradio', { name: 'Ask' }).click()
    await page.getByRole('button', { name: 'Typed chat, Cloud: Ask' }).waitFor()
    await expect.poll(() => readFileSync(join(home.state, 'settings.yaml'), 'utf8')).toMatch(/chat:\s*\n?\s*\{?\s*cloud: ask/)

    // Somebody else's question comes up here; Return keeps it.
    await goTo(page, '#/memos')
    const kept = askWithoutAnswer('Is the harbour open?')
    await page.getByRole('dialog', { name: /Anthropic\?/ }).waitFor()
    await page.keyboard.press('Enter')
    expect(await kept).toBe('KEPT_HERE')
    expect(provider.requests.length).toBe(tests)

    // The same again, sent: the bytes that were shown are those that went.
    const sent = askWithoutAnswer('Is the harbour open on Sunday?')
    const sheet = page.getByRole('dialog', { name: /Anthropic\?/ })
    await sheet.waitFor()
    await sheet.getByText('Sent text').click()
    const shown = await sheet.locator('p.mono').innerText()
    await page.waitForTimeout(500)
    await page.keyboard.press('Control+Enter')
    expect(await sent).toBe('Hello.')
    expect(provider.requests.at(-1)?.body.toString()).toBe(shown)

    // Both stand in the record, the newest first, and the row opens to what was sent.
    await goTo(page, '#/privacy')
    await expect.poll(() => page.locator('.led .outcome').allTextContents()).toEqual(['Sent', 'Kept here', 'Sent'])
    await page.locator('.led').first().click()
    await page.getByText('Is the harbour open on Sunday?').first().waitFor()
    await goTo(page, '#/privacy/records')
    await page.getByRole('button', { name: /Verify|Check/ }).first().click()
    await page.getByText(/none.*missing|holds|unchanged/i).first().waitFor()

    // Local only, by the switch at the foot of the sidebar: on every screen, and in force.
    await page.getByRole('switch', { name: 'Local only' }).click()
    for (const screen of ['#/memos', '#/models', '#/settings', '#/privacy']) {
      await goTo(page, screen)
      await page.getByText(/Nothing leaves this/).first().waitFor()
    }
    expect((await askThrough(host.api, chat('Now?'), { mode: { destination: 'Anthropic' } })).events[0]).toMatchObject({ decision: { where: 'refuse' } })

    const traces = await page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, location.href, history.state]))
    expect(traces).not.toContain(NEVER_SEEN)
    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
  })
})

/** Asks as a command line without a terminal would, leaving the answer to the page. */
const askWithoutAnswer = async (text: string): Promise<string> => {
  try {
    let said = ''
    for await (const event of await host.api.answers.ask({ pieces: [...chat(text)], mode: { destination: 'Anthropic' } })) {
      if (event.type === 'kept') return event.code
      if (event.type === 'delta') said += event.text
    }
    return said
  } catch (error) {
    return (error as { readonly code?: string }).code ?? 'none'
  }
}
