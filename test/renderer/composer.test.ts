import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { KITCHEN_SENT, MARA } from './fake-chat-data.ts'
import { designRows } from './fake-memos.ts'
import { goTo, usePages } from './page-fixture.ts'

const field = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
const paste = (page: Page, what: { readonly text?: string; readonly file?: readonly [name: string, type: string] }): Promise<void> =>
  field(page).evaluate((element, { text, file }) => {
    const data = new DataTransfer()
    if (text !== undefined) data.setData('text/plain', text)
    if (file) data.items.add(new File(['words'], file[0], { type: file[1] }))
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, what)

describe.skipIf(noChromium)('the composer', () => {
  const pages = usePages()
  const open = (hash = `#/chat/${KITCHEN_SENT}`, options: Parameters<typeof pages>[2] = {}) => pages({ rows: designRows(), chat: { tokensPerSecond: 20 } }, hash, options)

  it('sends by Return, makes a line by Shift-Return, and stops by Esc', async () => {
    const { page, host, complaints } = await open()
    await field(page).focus()
    await page.keyboard.type('One')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await expect.poll(() => host.calls).toContain('send One\ntwo')
    expect(await field(page).inputValue()).toBe('')
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => host.calls.at(-1)).toBe('stop')
    await page.getByRole('button', { name: 'Send to this Mac' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('grows to eight lines and no further', async () => {
    const { page } = await open()
    const height = async () => (await field(page).boundingBox())?.height ?? 0
    const one = await height()
    await field(page).fill('a\nb\nc')
    await expect.poll(height).toBeGreaterThan(one + 30)
    await field(page).fill('a\n'.repeat(30))
    await expect.poll(height).toBeLessThanOrEqual(8 * 20 + 5)
  })

  it('keeps what is typed in each chat, over other chats and a reload', async () => {
    const { page } = await open()
    await field(page).fill('for the kitchen')
    await goTo(page, `#/chat/${MARA}`)
    await expect.poll(() => field(page).inputValue()).toBe('')
    await field(page).fill('for Mara')
    await goTo(page, `#/chat/${KITCHEN_SENT}`)
    await expect.poll(() => field(page).inputValue()).toBe('for the kitchen')
    // The draft is written a while after the last key.
    await page.waitForTimeout(700)
    await page.reload()
    await expect.poll(() => field(page).inputValue()).toBe('for the kitchen')
    await goTo(page, `#/chat/${MARA}`)
    await expect.poll(() => field(page).inputValue()).toBe('for Mara')
  })

  it('offers notes and memos after @; the chosen one goes along with its size and what makes it private', async () => {
    const { page, host } = await open()
    await field(page).focus()
    await page.keyboard.type('What of @den')
    const choice = page.getByRole('option', { name: /The dentist/ })
    await choice.waitFor()
    expect(await field(page).getAttribute('aria-activedescendant')).toBe(await choice.getAttribute('id'))
    await page.keyboard.press('Enter')
    await expect.poll(() => field(page).inputValue()).toBe('What of The dentist, and chapter three ')
    await page.getByText('· 1.2k tokens').waitFor()
    await page.getByText('stays private').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => host.calls.filter((call) => call.startsWith('send'))).toEqual(['send What of The dentist, and chapter three  with 1'])
    await page.locator('.tray').waitFor({ state: 'detached' })
  })

  it('closes the list by Esc and goes on with the word as it stands', async () => {
    const { page, host } = await open()
    await field(page).focus()
    await page.keyboard.type('@')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('option', { selected: true }).textContent()).toContain('Walk along the canal')
    await page.keyboard.press('Escape')
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    await page.keyboard.type('k')
    await page.keyboard.press('Enter')
    await expect.poll(() => host.calls.at(-1)).toBe('send @k')
  })

  it('offers prompts after / and asks for what they leave open', async () => {
    const { page } = await open()
    await field(page).focus()
    await page.keyboard.type('/let')
    await page.getByRole('option', { name: /Letter/ }).waitFor()
    await page.keyboard.press('Enter')
    const sheet = page.getByRole('dialog', { name: 'Letter' })
    await sheet.getByLabel('name').fill('Erik')
    await sheet.getByLabel('subject').fill('oak')
    await page.keyboard.press('Enter')
    await expect.poll(() => field(page).inputValue()).toBe('Write Erik a letter about oak.')
    await expect.poll(() => field(page).evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('takes files that are pasted, refuses pictures in words, and makes an attachment of a long text', async () => {
    const { page, host } = await open()
    await paste(page, { file: ['cat.png', 'image/png'] })
    await page.getByText('A picture cannot be read by the models here.').waitFor()
    await paste(page, { text: 'word '.repeat(2000) })
    await page.getByRole('button', { name: 'Take Pasted text away' }).waitFor()
    await expect.poll(() => host.calls).toContain('attachText 10000')
    await paste(page, { file: ['plan.txt', 'text/plain'] })
    await page.getByRole('button', { name: 'Take plan.txt away' }).waitFor()
    await expect.poll(() => host.calls).toContain('attachFile plan.txt 5')
    await paste(page, { file: ['broken.pdf', 'application/pdf'] })
    await page.getByText('“broken.pdf” is encrypted.').waitFor()
    await field(page).fill('Read them')
    await field(page).press('Enter')
    await page.getByText('“broken.pdf” could not be read. Take it away first.').waitFor()
    await page.getByRole('button', { name: 'Take broken.pdf away' }).click()
    await field(page).press('Enter')
    await expect.poll(() => host.calls.at(-1)).toBe('send Read them with 2')
  })

  it('takes what is dropped on the chat as attachments, and says so before', async () => {
    const { page } = await open()
    const folder = mkdtempSync(join(tmpdir(), 'freehold-attach-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'plan.txt'), 'words')
    const session = await page.context().newCDPSession(page)
    const send = (type: 'dragEnter' | 'dragOver' | 'drop') => session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data: { items: [], files: [join(folder, 'plan.txt')], dragOperationsMask: 1 } })
    await send('dragEnter')
    await send('dragOver')
    await page.getByText('Drop to attach').waitFor()
    await send('drop')
    await page.getByRole('button', { name: 'Take plan.txt away' }).waitFor()
    expect(new URL(page.url()).hash).toBe(`#/chat/${KITCHEN_SENT}`)
  })

  it('is locked under Local only, whatever the chat says', async () => {
    const { page } = await open()
    await page.getByRole('switch', { name: /Local only/ }).click()
    await page.getByRole('button', { name: 'Send to this Mac, Local only is on' }).waitFor()
    await page.locator('.status-line').getByText('Local only').waitFor()
    expect(await page.getByRole('button', { name: /^Where answers/ }).count()).toBe(0)
  })

  it('marks a turn as hard, and ↑ takes the last message up to be changed', async () => {
    const { page, host } = await open()
    await page.getByRole('button', { name: 'Add to this turn' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'This is hard' }).click()
    await field(page).fill('Think')
    await field(page).press('Enter')
    await expect.poll(() => host.calls).toContain('send Think hard')
    await page.getByRole('button', { name: 'Stop the answer' }).waitFor()
    await page.getByRole('button', { name: 'Send to this Mac' }).waitFor()
    await field(page).press('ArrowUp')
    await expect.poll(() => field(page).inputValue()).toBe('Think')
    await field(page).fill('Think again')
    await field(page).press('Enter')
    await expect.poll(() => host.calls.some((call) => /^edit m\d+ Think again$/.test(call))).toBe(true)
    await expect.poll(() => field(page).inputValue()).toBe('')
  })

  it('wears the zone of the place that was chosen, and makes room in a full chat', async () => {
    const { page, host } = await open()
    await page.getByRole('button', { name: 'Where answers are made: Auto' }).click()
    await page.getByRole('menuitemradio', { name: /^Anthropic/ }).click()
    await page.locator('.send.cloud').waitFor()
    await page.getByRole('button', { name: 'Send to Anthropic' }).waitFor()
    expect(host.calls.at(-1)).toBe('mode {"destination":"Anthropic"}')
    await goTo(page, `#/chat/${MARA}`)
    await page.getByRole('button', { name: 'make room' }).click()
    await page.getByRole('menuitem', { name: /Sum up the oldest turns/ }).click()
    await page.getByText('1.2k of 16k').waitFor()
    await page.getByRole('button', { name: 'make room' }).waitFor({ state: 'detached' })
  })

  it('records, has it written down on this Mac, and puts the words at the caret', async () => {
    const { page, host, complaints } = await open()
    await page.context().grantPermissions(['microphone'])
    await field(page).fill('I think')
    await page.getByRole('button', { name: 'Dictate' }).click()
    await page.getByText('Listening on this Mac').waitFor()
    await page.waitForTimeout(600)
    await page.getByRole('button', { name: 'Done' }).click()
    await expect.poll(() => field(page).inputValue()).toBe('I think so it starts with the bicycle')
    expect(host.calls).toContain('dictate RIFF 16000 Hz')
    await page.getByRole('button', { name: 'Dictate' }).click()
    await page.getByText('Listening on this Mac').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Dictate' }).waitFor()
    expect(host.calls.filter((call) => call.startsWith('dictate'))).toHaveLength(1)
    expect(complaints).toEqual([])
  })

  it('says in words when the microphone is not allowed', async () => {
    const { page } = await open()
    await page.getByRole('button', { name: 'Dictate' }).click()
    await page.getByText('Freehold may not use the microphone.').waitFor()
  })
})
