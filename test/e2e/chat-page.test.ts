import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { drip, openaiSays, startProvider, type Provider } from '../provider/index.ts'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { missing } from '../shared.ts'
import { startTraced, type TracedHost } from './gate-rig.ts'
import { openPage } from './open-page.ts'
import { createHome, type Home } from './start-host.ts'

// Beside what is built, which is never committed: to be looked at after a run.
const PICTURES = fileURLToPath(new URL('../../out/pictures/', import.meta.url))

let home: Home
let host: TracedHost
let provider: Provider
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const start = async ({ memos }: { readonly memos: boolean }) => {
  provider = await startProvider()
  home = await createHome({ settings: 'memos:\n  restSeconds: 0.2\nmodels:\n  speech: demo\n  language: stories260K-f32\n  threads: 1\nchat:\n  maxAnswerTokens: 60\n' })
  host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
  const browser = await openBrowser()
  ends.push(provider.close, home.remove, () => host.stop(), browser.close)
  await host.api.system.finishFirstRun({})
  if (memos) {
    await host.api.memos.addSamples({})
    await expect.poll(async () => (await host.api.memos.list({})).counts.filed, { timeout: 90_000, interval: 200 }).toBe(2)
  }
  const opened = await openPage(browser, /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(host.said())?.[0] ?? '')
  await opened.page.waitForSelector('main.chat-ready')
  return opened
}

const picture = async (page: Page, name: string): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    expect((await page.screenshot({ path: join(PICTURES, `chat-${name}-${theme}.png`) })).length).toBeGreaterThan(5_000)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
const typeTurn = async (page: Page, text: string): Promise<void> => {
  await field(page).fill(text)
  await page.keyboard.press('Enter')
}
const goTo = (page: Page, hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash)

describe.skipIf(noChromium || missing('models/stories260K-f32.gguf', 'models/nanowhisper-en-q5_0.bin'))('chat on the page, with the real host and the real engine behind it', () => {
  it('answers here, keeps a memo here, sends one turn after a yes, stops, and is found again', { timeout: 240_000 }, async () => {
    const { page, complaints, strangers } = await start({ memos: true })

    // With the model on this machine.
    await typeTurn(page, 'Once upon a time there was a boat.')
    const local = page.getByRole('button', { name: /Answered on this (Mac|computer) by stories260K-f32/ })
    await local.first().waitFor()
    await expect.poll(() => page.locator('.badge.made').first().textContent(), { timeout: 30_000 }).toMatch(/stories260K-f32.*tok\/s/)
    expect(provider.requests).toEqual([])
    await picture(page, 'here')

    // A memo goes along, and the chat stays as private as it is.
    const memo = (await host.api.memos.list({})).rows[0]
    await page.keyboard.press('Control+n')
    await page.getByRole('heading', { level: 1, name: 'New chat' }).waitFor()
    await field(page).pressSequentially(`What is in @${memo?.title.slice(0, 4) ?? ''}`)
    await page.getByRole('option').first().click()
    await page.getByText('stays private').waitFor()
    await picture(page, 'memo-attached')
    await field(page).press('Enter')
    await page.getByText('quotes a memo').first().waitFor({ timeout: 30_000 })
    await picture(page, 'memo')

    // A server, as a person adds one.
    await goTo(page, '#/privacy')
    await page.getByRole('button', { name: /Add a (server|destination)/ }).click()
    await page.getByLabel('Who answers').selectOption({ index: 1 })
    await page.getByLabel('Name', { exact: true }).fill('Test server')
    await page.getByRole('textbox', { name: 'Address' }).fill(provider.openaiUrl)
    await page.getByRole('radio', { name: /cloud/i }).check()
    await page.getByLabel('Model, where none is named').fill('gpt-test')
    await page.getByRole('button', { name: 'Add the destination' }).click()
    await expect.poll(async () => (await host.api.privacy.state({})).destinations.map(({ name }) => name)).toEqual(['Test server'])
    await page.getByRole('button', { name: 'Typed chat, Cloud: Allow' }).click()
    await page.getByRole('menuitemradio', { name: 'Ask' }).click()
    await page.getByRole('button', { name: 'Typed chat, Cloud: Ask' }).waitFor()

    // The memo's chat is kept here even so, and says why.
    await goTo(page, '#/chat')
    const [withMemo] = (await host.api.chat.list({})).rows
    await goTo(page, `#/chat/${withMemo?.chatId ?? ''}`)
    await chooseMode(page, 'Test server')
    await typeTurn(page, 'Polish it.')
    await page.getByText(/Kept here\./).waitFor({ timeout: 30_000 })
    expect(provider.requests).toEqual([])
    await picture(page, 'kept')

    // One turn of a new chat is allowed: the sheet shows the bytes, the badge and the record tell of them.
    provider.script(openaiSays({ text: ['**Oak**', ' lasts ', 'longest.'] }))
    await page.keyboard.press('Control+n')
    await page.getByRole('heading', { level: 1, name: 'New chat' }).waitFor()
    await chooseMode(page, 'Test server')
    await typeTurn(page, 'Oak or ash for the worktop?')
    const sheet = page.getByRole('dialog', { name: /Test server\?/ })
    await sheet.waitFor()
    await sheet.getByText('Sent text').click()
    const shown = await sheet.locator('p.mono').innerText()
    await picture(page, 'ask')
    await page.waitForTimeout(500)
    await page.keyboard.press('Control+Enter')
    await page.locator('strong', { hasText: 'Oak' }).waitFor()
    expect(provider.requests.at(-1)?.body.toString()).toBe(shown)
    const badge = page.getByRole('button', { name: /Answered by Test server/ })
    await expect.poll(() => badge.textContent()).toMatch(/gpt-test.*sent/)
    await badge.click()
    await page.getByText('Typed chat asks before it goes to the cloud. You said yes, once.').waitFor()
    await page.getByText('Show exactly what was sent').click()
    await expect.poll(() => page.getByRole('region', { name: 'What was sent' }).innerText()).toBe(shown)
    await page.keyboard.press('Escape')
    await picture(page, 'badge')
    const rows = (await host.api.ledger.list({ limit: 50 })).rows
    expect(rows.map(({ outcome, destination, feature }) => [outcome, destination, feature])).toEqual([
      ['sent', 'Test server', 'chat'],
      ['kept', 'Test server', 'chat'],
    ])

    // A long answer is stopped; what had come stays.
    provider.script(drip(openaiSays({ text: Array.from({ length: 400 }, (_, index) => `plank${index} `) }), 400, 80))
    await typeTurn(page, 'Count the planks of the boathouse.')
    await sheet.waitFor()
    await page.waitForTimeout(500)
    await page.keyboard.press('Control+Enter')
    await page.getByText(/plank3/).first().waitFor()
    await page.getByRole('button', { name: 'Stop the answer' }).click()
    await page.getByText('stopped').first().waitFor()
    await picture(page, 'stopped')

    // A reload brings it all back.
    await page.reload()
    await page.getByText(/plank3/).first().waitFor()

    // Found again by what was said, and in the vault.
    await goTo(page, '#/chat')
    await page.getByRole('heading', { level: 1, name: 'New chat' }).waitFor()
    await page.keyboard.press('Control+f')
    await page.getByRole('dialog', { name: 'Find in the chats' }).waitFor()
    await page.keyboard.type('boathouse')
    await page.getByRole('option').locator('mark', { hasText: 'boathouse' }).waitFor()
    await picture(page, 'found')
    await page.keyboard.press('Enter')
    await page.getByText('Count the planks of the boathouse.').first().waitFor()
    const files = readdirSync(join(home.vault, 'Chats')).filter((name) => name.endsWith('.md'))
    expect(files.length).toBe(3)
    const found = files.map((name) => readFileSync(join(home.vault, 'Chats', name), 'utf8')).find((text) => text.includes('boathouse'))
    expect(found).toMatch(/plank3 /)
    expect(found).not.toMatch(/plank399/)

    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
  })

  it('takes an edit that is made elsewhere while the chat is open', { timeout: 120_000 }, async () => {
    const { page } = await start({ memos: false })
    await typeTurn(page, 'Once upon a time there was a goat.')
    await expect.poll(() => page.locator('.badge.made').first().textContent(), { timeout: 30_000 }).toMatch(/tok\/s/)
    const path = join(home.vault, (await host.api.chat.list({})).rows[0]?.path ?? '')
    writeFileSync(path, readFileSync(path, 'utf8').replace('there was a goat.', 'there was a billy goat.'))
    await page.getByText('there was a billy goat.').waitFor({ timeout: 20_000 })
  })
})

const chooseMode = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: /^Where answers are made/ }).click()
  await page.getByRole('menuitemradio', { name: new RegExp(name) }).click()
}
