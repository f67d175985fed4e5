import { describe, expect, it, onTestFinished } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { KITCHEN, KITCHEN_SENT, LONG_CHAT, longChat, MARA, messageId, RICH } from './fake-chat-data.ts'
import { startFakeHost } from './fake-host.ts'
import { watchLongTasks } from './long-tasks.ts'
import { PAGE_FOLDER, usePages } from './page-fixture.ts'

const CHAT = (id: string): string => `#/chat/${id}`
const write = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('Your message').fill(text)
  await page.keyboard.press('Enter')
}
const menuOf = (page: Page, n = -1) => page.getByRole('button', { name: 'What to do with this answer' }).nth(n)
const thread = (page: Page) => page.getByRole('region', { name: 'Conversation' })
const fromEnd = (page: Page): Promise<number> => thread(page).evaluate((area) => area.scrollHeight - area.clientHeight - area.scrollTop)
const LONG_REPLY = Array.from({ length: 120 }, (_, n) => `Paragraph ${n} of it.`).join('\n\n')

describe.skipIf(noChromium)('a chat', () => {
  const open = usePages()

  it('begins with a turn, answers live, and is then at an address of its own', async () => {
    const { page, host, complaints, strangers } = await open({ rows: [] }, '#/chat')
    await page.getByRole('heading', { name: 'Ask, or drop a file' }).waitFor()
    await write(page, 'What comes next?')
    await page.getByText('and not with the hospital.').waitFor()
    await page.getByText('31 tok/s').waitFor()
    expect(await page.locator('.ai strong').textContent()).toBe('bicycle')
    expect(await page.evaluate(() => location.hash)).toMatch(/^#\/chat\/[0-9a-f]{16}$/)
    expect(host.calls).toEqual(['send What comes next?'])
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] })
  })

  it('is the first screen, but for a person who has seen nothing yet', async () => {
    const { page, host } = await open({ rows: [] }, '')
    await page.locator('nav a[aria-current=page]', { hasText: 'Chat' }).waitFor()
    host.setStatus({ firstRun: true })
    await page.waitForSelector('.welcome')
  })

  it('says what to do when no model is here, and does not call it an error', async () => {
    const { page } = await open({ rows: [], status: { language: 'missing' } }, '#/chat')
    await page.getByRole('link', { name: 'See the models' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('stops an answer, keeps what had come, and goes on with it', async () => {
    const { page, host } = await open({ rows: [], chat: { tokensPerSecond: 20, reply: () => LONG_REPLY } }, CHAT(KITCHEN))
    await write(page, 'Tell me all.')
    await page.getByText('Paragraph 2 of it.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Continue' }).waitFor()
    host.chat.setSpeed(4000)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('Paragraph 119 of it.', { exact: true }).waitFor()
    expect(host.calls.filter((call) => call === 'stop' || call.startsWith('continue')).length).toBe(2)
  })

  it('offers a turn that is too long, the local way first, and sends nothing by itself', async () => {
    const { page, host } = await open({ rows: [] }, CHAT(KITCHEN))
    await page.getByText('Nothing has been sent.').waitFor()
    expect(await page.locator('.offer button').allTextContents()).toEqual(['Read in four parts', 'Ask Anthropic…'])
    await page.getByRole('button', { name: 'Ask Anthropic…' }).click()
    await page.getByText('2 of 2').waitFor()
    expect(host.calls).toEqual(['regenerate m4 {"destination":"Anthropic","model":"claude-sonnet-4-5"}'])
    await page.getByRole('button', { name: 'The version before' }).click()
    await page.getByText('Nothing has been sent.').waitFor()
  })

  it('tells behind the badge why, by which rule, what was hidden, and what exactly was sent', async () => {
    const { page } = await open({ rows: [], privacy: { records: [] } }, CHAT(KITCHEN_SENT))
    const badge = page.getByRole('button', { name: /^Answered by Anthropic with claude-sonnet-4-5/ })
    expect(await badge.innerText()).toMatch(/148 kB sent · \$0\.14/)
    await badge.click()
    expect(await page.locator('.why').innerText()).toMatch(/You said yes, once\.[\s\S]*Files → cloud: ask[\s\S]*5 of 5 names and numbers/)
    await page.getByRole('button', { name: 'Show exactly what was sent' }).click()
    await page.getByText('What was sent is no longer kept.').waitFor()
    await page.keyboard.press('Escape')
  })

  it('shows the payload of the record', async () => {
    const { page } = await open({ rows: [] }, CHAT(KITCHEN_SENT))
    await page.getByRole('button', { name: /^Answered by Anthropic/ }).click()
    await page.getByRole('button', { name: 'Show exactly what was sent' }).click()
    await page.getByText('‹Account 1›').waitFor()
    await page.getByRole('link', { name: 'See the record' }).click()
    await page.waitForSelector('.record')
  })

  it('says why it was kept, and answers it here', async () => {
    const { page, host } = await open({ rows: [], privacy: { privacy: { localOnly: true } } }, CHAT(MARA))
    await page.getByText('Kept here. Local only is on').waitFor()
    await page.getByText('quotes a memo', { exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'Canal walk' }).getAttribute('href')).toBe('#/memos/0000000000000001')
    await menuOf(page).click()
    expect(await page.getByRole('menuitem', { name: /Again with/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Answer it on this Mac' }).click()
    await expect.poll(() => host.calls).toEqual(['regenerate m4 "local"'])
  })

  it('keeps each failure and mark in its place, with the next step', async () => {
    const { page, host } = await open({ rows: [] }, CHAT(RICH))
    await page.getByText('There is no language model on this Mac.').waitFor()
    await page.getByRole('link', { name: 'See the models' }).waitFor()
    await thread(page).evaluate((area) => area.scrollTo(0, area.scrollHeight / 2))
    await page.getByText('Summed up here: 14 messages. The file keeps them.').waitFor()
    await page.getByText('What had come stays above.').waitFor()
    await page.locator('.trouble', { hasText: 'The model ended' }).getByRole('button', { name: 'Again' }).click()
    await expect.poll(() => host.calls).toEqual(['regenerate m11 null'])
  })

  it('edits a turn into another version of it', async () => {
    const { page, host } = await open({ rows: [] }, CHAT(KITCHEN_SENT))
    await page.getByRole('button', { name: 'What to do with your turn' }).click()
    await page.getByRole('menuitem', { name: 'Edit and send again…' }).click()
    await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('Compare the three quotes line by line.')
    await write(page, 'Compare only two of them.')
    await page.getByText('2 of 2').waitFor()
    await page.getByText('bicycle').waitFor()
    expect(host.calls).toEqual(['edit m1 Compare only two of them.'])
  })

  it('stays at its end only while the person is there', async () => {
    const { page } = await open({ rows: [], chat: { tokensPerSecond: 150, reply: () => LONG_REPLY } }, CHAT(RICH), { size: [600, 500] })
    await write(page, 'Tell me all.')
    await page.getByText('Paragraph 30 of it.', { exact: true }).waitFor()
    expect(await fromEnd(page)).toBeLessThan(60)
    await thread(page).hover()
    await page.mouse.wheel(0, -300)
    await page.getByRole('button', { name: 'To the newest' }).waitFor()
    const before = await thread(page).evaluate((area) => area.scrollTop)
    await page.waitForTimeout(600)
    expect(Math.abs((await thread(page).evaluate((area) => area.scrollTop)) - before)).toBeLessThan(3)
    await page.getByRole('button', { name: 'To the newest' }).click()
    await expect.poll(() => fromEnd(page)).toBeLessThan(60)
  })

  it('goes on where it was when the line to the host was lost in the middle of an answer', async () => {
    const token = 'the-same-token'
    const { page, host } = await open({ rows: [], token }, CHAT(KITCHEN_SENT))
    await page.getByText('Lindqvist is the cheapest').waitFor()
    await host.close()
    await page.getByText('does not answer').waitFor()
    await page.getByText('Lindqvist is the cheapest').waitFor()
    const again = await startFakeHost({ staticFolder: PAGE_FOLDER, rows: [], port: host.port, token, chat: { tokensPerSecond: 10, reply: () => LONG_REPLY } })
    onTestFinished(() => again.close())
    again.chat.begin(KITCHEN_SENT, 'From elsewhere')
    await page.getByText('From elsewhere').waitFor()
    await page.getByText('Paragraph 2 of it.', { exact: true }).waitFor()
    again.chat.setSpeed(4000)
    await page.getByText('Paragraph 119 of it.', { exact: true }).waitFor()
    expect(await page.getByText('Paragraph 2 of it.', { exact: true }).count()).toBeLessThan(2)
  })

  it('opens at the end of five thousand messages, and reads older ones without a jump', async () => {
    const { page } = await open({ rows: [], chat: { chats: [longChat(5000)] } }, CHAT(LONG_CHAT))
    await page.getByText('Answer 5000.').waitFor()
    expect(await fromEnd(page)).toBeLessThan(40)
    await thread(page).hover()
    for (let n = 0; n < 60; n += 1) {
      await page.mouse.wheel(0, -400)
      await page.waitForTimeout(16)
    }
    await page.waitForTimeout(300)
    const seen = await page.locator('.place .me').first().innerText()
    const place = (): Promise<number> => page.locator('.place', { hasText: seen.split('\n').at(-1) ?? '' }).first().evaluate((element) => element.getBoundingClientRect().top)
    const before = await place()
    await page.waitForTimeout(700)
    expect(Math.abs((await place()) - before)).toBeLessThan(3)
    expect(await page.locator('.place').count()).toBeLessThan(60)
  })

  it('finds a message by its address, marks it, and leads back to the newest', async () => {
    const { page } = await open({ rows: [], chat: { chats: [longChat(2000)] } }, `${CHAT(LONG_CHAT)}/m301`)
    await page.locator('.sought', { hasText: 'Question 301' }).waitFor()
    const box = await page.locator('.sought').boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect(box?.y).toBeLessThan(720)
    await page.getByRole('button', { name: 'To the newest' }).click()
    await page.getByText('Answer 2000.').waitFor()
    await expect.poll(() => fromEnd(page)).toBeLessThan(60)
  })

  it('scrolls through five thousand messages without holding the page', async () => {
    const { page } = await open({ rows: [], chat: { chats: [longChat(5000)] } }, CHAT(LONG_CHAT))
    await page.getByText('Answer 5000.').waitFor()
    await page.waitForTimeout(500)
    const longest = await watchLongTasks(page)
    await thread(page).hover()
    for (let n = 0; n < 40; n += 1) {
      await page.mouse.wheel(0, -1500)
      await page.waitForTimeout(16)
    }
    expect((await longest()).cpuMs).toBeLessThan(400)
  })

  it('tells ears an answer by sentences, politely, and apart from what is seen', async () => {
    const { page } = await open({ rows: [], chat: { tokensPerSecond: 30, reply: () => 'The first **sentence** is here. And then the second one follows.' } }, CHAT(KITCHEN))
    await write(page, 'Speak.')
    const live = page.locator('[aria-live=polite].said').last()
    await expect.poll(() => live.textContent(), { timeout: 8000 }).toMatch(/sentence|second/)
    expect(await live.textContent()).not.toContain('**')
  })

  it('keeps a file that is no chat as it is', async () => {
    const { page } = await open({ rows: [], chat: { chats: [{ ...longChat(2), unreadable: 'It has no id.' }] } }, CHAT(LONG_CHAT))
    await page.getByText('This file is no chat any more').waitFor()
    await page.getByText('Edited by hand.').waitFor()
  })

  it('says when a chat is deleted on another screen', async () => {
    const { page, host } = await open({ rows: [] }, CHAT(KITCHEN))
    await page.getByText('Nothing has been sent.').waitFor()
    host.chat.tell(KITCHEN, { type: 'deleted' })
    await page.getByText('This chat is not here').waitFor()
  })

  it('leaves the bubble’s white space and its direction alone', async () => {
    const { page, host } = await open({ rows: [] }, CHAT(RICH))
    await page.getByText('There is no language model').waitFor()
    host.chat.change(RICH, messageId(15), { text: 'שלום \u202Eevil\n  two' })
    const bubble = page.locator('.me').last()
    await expect.poll(() => bubble.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    expect(await bubble.evaluate((element) => getComputedStyle(element).whiteSpace)).toBe('pre-wrap')
  })
})
