import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noChromium } from './browser.ts'
import { ledgerRow } from './fake-privacy-data.ts'
import { usePages } from './page-fixture.ts'

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
const cell = (page: Page, name: string) => page.getByRole('button', { name })

describe.skipIf(noChromium)('what left today', () => {
  const open = usePages()

  it('is a sentence, bars with a table for ears, and the records of the day', async () => {
    const { page } = await open({ rows: [] }, '#/privacy')
    await page.getByRole('heading', { level: 1, name: '150 kB went to the cloud, 12 kB to your network. 2 requests were kept here.' }).waitFor()
    await page.getByText('in 14 days').first().waitFor()
    const table = page.getByRole('table', { name: 'What left in the last 14 days' })
    expect(await table.getByRole('row').count()).toBe(15)
    expect(await table.getByRole('row').last().getByRole('cell').allTextContents()).toEqual(['150 kB', '12 kB', '2', '$0.15'])
    expect(await page.locator('.led .outcome').allTextContents()).toEqual(['Sent', 'Kept here', 'Sent', 'Sent', 'Blocked'])
  })

  it('says so where nothing left, and follows the ledger by itself', async () => {
    const { page, host } = await open({ rows: [], privacy: { records: [] } }, '#/privacy')
    await page.getByRole('heading', { level: 1, name: 'Nothing left this Mac today.' }).waitFor()
    await page.getByText('Nothing was sent today, and nothing tried to.').waitFor()
    host.privacy.record(ledgerRow(1, '2026-11-22T16:00:00+01:00', { purpose: 'a fresh question', bytesOut: 2100 }))
    await page.getByText('a fresh question').waitFor()
    await page.getByRole('heading', { level: 1, name: '2.1 kB went to the cloud.' }).waitFor()
  })

  it('opens a record to what was sent, whole and to copy, and says how long it is kept', async () => {
    const { page } = await open({ rows: [] }, '#/privacy')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const row = page.getByRole('button', { name: /3 files in a chat/ })
    await row.click()
    expect(await row.getAttribute('aria-expanded')).toBe('true')
    await page.getByText('kept until Tuesday 22 December 2026, only here').waitFor()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('‹Account 1›')
    await page.getByRole('button', { name: 'Open full text' }).click()
    await page.getByRole('dialog', { name: 'What was sent' }).getByText('Compare the three quotes').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /a library inside Freehold/ }).click()
    await page.getByText('Nothing was sent.').waitFor()
  })
})

describe.skipIf(noChromium)('what was sent', () => {
  const open = usePages()

  it('is copied also where the page is given no permission for the clipboard, as under Electron', async () => {
    const { page } = await open({ rows: [] }, '#/privacy')
    await page.context().grantPermissions(['clipboard-read'])
    await page.evaluate(() => Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('denied')) }))
    await page.getByRole('button', { name: /3 files in a chat/ }).click()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('‹Account 1›')
  })
})

describe.skipIf(noChromium)('the policy table', () => {
  const open = usePages()
  const cells = (calls: readonly string[]): readonly string[] => calls.filter((call) => call.startsWith('cell'))

  it('takes a stricter choice at once, by mouse', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    await cell(page, 'Files, Cloud: Ask').click()
    await page.getByRole('menuitemradio', { name: 'Never' }).click()
    await cell(page, 'Files, Cloud: Never').waitFor()
    expect(cells(host.calls)).toEqual(['cell file cloud never'])
  })

  it('asks in one sentence before a looser choice, which Return and Esc leave as it was', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    for (const key of ['Enter', 'Escape']) {
      await cell(page, 'Memos, Cloud: Never').click()
      await page.getByRole('menuitemradio', { name: 'Allow' }).click()
      await page.getByText('Memos then go to the cloud without asking. What a rule forbids still stays.').waitFor()
      await expect.poll(() => focused(page)).toBe('Leave it as it is')
      await page.keyboard.press(key)
      await page.getByText('Memos then go').waitFor({ state: 'detached' })
      expect(await focused(page)).toBe('Memos, Cloud: Never')
    }
    expect(cells(host.calls)).toEqual([])
    await cell(page, 'Memos, Cloud: Never').click()
    await page.getByRole('menuitemradio', { name: 'Ask' }).click()
    await page.getByRole('button', { name: 'Ask each time' }).click()
    await cell(page, 'Memos, Cloud: Ask').waitFor()
    expect(cells(host.calls)).toEqual(['cell memo cloud ask'])
  })

  it('is one stop for Tab, walked by arrows, opened by Space, and chosen in by N A R L', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    expect(await page.locator('.cell[tabindex="0"]').count()).toBe(1)
    await cell(page, 'Memos, This Mac: Allow').focus()
    for (const [key, name] of [['ArrowDown', 'Captures, This Mac: Allow'], ['ArrowRight', 'Captures, My network: Allow'], ['ArrowRight', 'Captures, Cloud: Ask'], ['ArrowRight', 'Captures, Cloud: Ask'], ['ArrowDown', 'Notes, Cloud: Ask'], ['ArrowUp', 'Captures, Cloud: Ask'], ['ArrowLeft', 'Captures, My network: Allow']] as const) {
      await page.keyboard.press(key)
      expect(await focused(page)).toBe(name)
    }
    await page.keyboard.press('Space')
    await expect.poll(() => focused(page)).toBe('AllowL')
    await page.keyboard.press('n')
    await expect.poll(() => focused(page)).toBe('Captures, My network: Never')
    expect(await page.locator(':popover-open').count()).toBe(0)
    await page.keyboard.press('r')
    await page.getByText('Captures then go to your network without asking, with the details hidden that are found.').waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await cell(page, 'Captures, My network: Redact').waitFor()
    await expect.poll(() => focused(page)).toBe('Captures, My network: Redact')
    expect(cells(host.calls)).toEqual(['cell capture network never', 'cell capture network redact'])
  })

  it('sets web and feeds together', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    await cell(page, 'Web and feeds, Cloud: Redact').focus()
    await page.keyboard.press('a')
    await cell(page, 'Web and feeds, Cloud: Ask').waitFor()
    expect(cells(host.calls)).toEqual(['cell feed cloud ask', 'cell web cloud ask'])
  })
})

describe.skipIf(noChromium)('rules, destinations and keys', () => {
  const open = usePages()
  const SECRET = 'sk-planted-0123456789abcdef'

  it('shows when a rule ends, adds one, and takes one away with a way back', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    await page.getByText('Cloud · Ends in 42 min').waitFor()
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByLabel('About').selectOption('tag')
    await page.getByLabel('Its name').fill('#kitchen')
    await page.getByLabel('Passes').selectOption('ask')
    await page.getByText('It asks each time before it leaves.').waitFor()
    await page.getByRole('button', { name: 'Add the rule' }).click()
    await page.getByText('Tag #kitchen: ask').waitFor()
    expect(host.calls).toContain('addRule {"tag":"kitchen","verdict":"ask"}')
    await page.getByRole('button', { name: 'Remove the rule: Person “Dr Aaby”: never' }).click()
    await page.getByText('Removed: Person “Dr Aaby”: never').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Remove the rule: Person “Dr Aaby”: never' }).waitFor()
  })

  it('says a zone in a sentence before a destination is added', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    await page.getByRole('button', { name: 'Add a destination' }).click()
    await page.getByText('Anthropic is a cloud: the column Cloud holds for it.').waitFor()
    await page.getByLabel('Who answers').selectOption('openai')
    await page.getByText('It is refused when its address turns out to be public.').waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Attic')
    await page.getByLabel('Address', { exact: true }).fill('http://192.168.1.20:8000/v1')
    await page.getByRole('button', { name: 'Add the destination' }).click()
    await page.getByText('My network · 192.168.1.20 · no key needed').waitFor()
    expect(host.calls).toContain('addDestination {"name":"Attic","provider":"openai","url":"http://192.168.1.20:8000/v1","zone":"network"}')
    await page.getByRole('button', { name: 'Remove Attic' }).click()
    await page.getByText('Removed: Attic').waitFor()
  })

  it('takes a key in, and keeps no trace of it in the page, its storage or its address', async () => {
    const logs: string[] = []
    const { page, host } = await open({ rows: [] }, '#/privacy', { before: (opened) => opened.on('console', (message) => logs.push(message.text())) })
    await page.getByText('In the Keychain. Last used by Chat, 16:09').waitFor()
    await page.getByRole('button', { name: 'Add a key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Mistral')
    const field = page.getByLabel('Key', { exact: true })
    expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual(['password', 'off'])
    await field.fill(SECRET)
    await page.getByRole('button', { name: 'Keep this key' }).click()
    await page.getByRole('button', { name: 'Test Mistral' }).waitFor()
    expect(host.calls).toContain(`key Mistral of ${SECRET.length}`)
    const traces = await page.evaluate(() => JSON.stringify([document.documentElement.outerHTML, [...document.querySelectorAll('input')].map(({ value }) => value), { ...localStorage }, { ...sessionStorage }, location.href, history.state]))
    expect(traces).not.toContain(SECRET.slice(3, 12))
    expect(logs.join()).not.toContain(SECRET.slice(3, 12))
  })

  it('empties the field at once, also when the key could not be kept', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    await page.getByRole('button', { name: 'Add a key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Mistral')
    await page.getByLabel('Key', { exact: true }).fill(SECRET)
    await host.close()
    await page.getByRole('button', { name: 'Keep this key' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByLabel('Key', { exact: true }).inputValue()).toBe('')
  })

  it('tests a key at its provider and removes it after one sentence', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    await page.getByRole('button', { name: 'Test Anthropic' }).click()
    await page.getByText('Anthropic takes this key.').waitFor()
    await page.getByRole('button', { name: 'Remove… Hugging Face' }).click()
    await page.getByText('It stays valid at the provider').waitFor()
    await page.getByRole('button', { name: 'Remove the key' }).click()
    await page.getByRole('button', { name: 'Test Hugging Face' }).waitFor({ state: 'detached' })
    expect(host.calls).toEqual(expect.arrayContaining(['test Anthropic', 'removeKey Hugging Face']))
  })

  it('says plainly where no key can be kept, with the step to take', async () => {
    const { page } = await open({ rows: [], privacy: { keys: [], keyStore: { kind: 'none', words: 'No keyring answers on this computer.', next: 'Start one, or keep keys in an encrypted file.' } } }, '#/privacy')
    await page.getByText('No keyring answers on this computer. Start one, or keep keys in an encrypted file.').waitFor()
    await page.getByRole('button', { name: 'Add a key' }).click()
    expect(await page.locator('input[type=password]').count()).toBe(0)
  })
})

describe.skipIf(noChromium)('Try it', () => {
  const open = usePages()

  it('shows what is found, what would happen and why, and follows the policy', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy')
    const card = page.locator('.try')
    await page.getByLabel('Something to try').pressSequentially('Send Mara my account, DK50 0040 0440 1162 43, and ask how her knee is.', { delay: 5 })
    await card.getByText('Stays on this Mac').waitFor()
    expect(await card.locator('.chip').allTextContents()).toEqual(['Chat', '1 person', '1 account', 'Health'])
    await card.getByText('It speaks of health, and health never goes to the cloud.').waitFor()
    expect(await card.locator('.would').textContent()).toBe('Send ‹Person 1› my account, ‹Account 1›.')
    await card.getByText('Nothing was sent to find this out.').waitFor()
    // Typing settles before anything is asked.
    expect(host.calls.filter((call) => call === 'tryIt').length).toBeLessThan(5)
    await page.getByLabel('Something to try').fill('Send Mara my account.')
    await card.getByText('Would go to Anthropic').waitFor()
    await cell(page, 'Typed chat, Cloud: Allow').focus()
    await page.keyboard.press('a')
    await card.getByText('Would ask before it goes to Anthropic').waitFor()
    await card.getByLabel('To', { exact: true }).selectOption('Home server')
    await card.getByText('Would go to Home server').waitFor()
  })

  it('reads a text that is dropped on it, and takes no recording in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'freehold-try-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'letter.txt'), 'A letter to Mara.')
    const { page, host } = await open({ rows: [] }, '#/privacy', { size: [1100, 900] })
    const box = await page.getByLabel('Something to try').boundingBox()
    if (!box) throw new Error('no field')
    const session = await page.context().newCDPSession(page)
    const at = { x: box.x + 20, y: box.y + 20, data: { items: [], files: [join(folder, 'letter.txt')], dragOperationsMask: 1 } }
    await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, x: 300, y: 300 })
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at })
    await page.locator('.drop').waitFor({ state: 'detached' })
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...at })
    await page.locator('.try').getByText('Would ask before it goes to Anthropic').waitFor()
    expect(await page.getByLabel('Something to try').inputValue()).toBe('A letter to Mara.')
    expect(await page.locator('.try .chip').first().textContent()).toBe('File')
    expect(host.rowCount()).toBe(0)
  })
})
