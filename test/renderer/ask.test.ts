import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { designRows, DENTIST } from './fake-memos.ts'
import { designAsk } from './fake-privacy-data.ts'
import { usePages } from './page-fixture.ts'

/** Past the time in which a sheet that just came up sends nothing. */
const settle = (page: Page): Promise<void> => page.waitForTimeout(450)
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
const gone = (page: Page): Promise<void> => page.getByRole('dialog').waitFor({ state: 'detached' })
const answers = ({ calls }: { readonly calls: readonly string[] }): readonly string[] => calls.filter((call) => call.startsWith('answer'))

describe.skipIf(noChromium)('a question at the gate', () => {
  const open = usePages()
  const openWith = async (...asks: Parameters<typeof designAsk>[]) => {
    const opened = await open({ rows: designRows() }, '#/models')
    opened.host.privacy.ask(...asks.map((ask) => designAsk(...ask)))
    await opened.page.getByRole('dialog').waitFor()
    return opened
  }

  it('comes up on any screen and says where to, what exactly, and why', async () => {
    const { page, host } = await open({ rows: designRows() }, `#/memos/${DENTIST}`)
    host.privacy.ask(designAsk(1), designAsk(2))
    const dialog = page.getByRole('dialog', { name: 'Send three files to Anthropic?' })
    await dialog.waitFor()
    for (const words of ['1 of 2', 'api.anthropic.com · claude-sonnet-4-5', 'Files ask before they go to the cloud.', '148 kB · 5 of 5 details hidden', '‹Address 1›', 'It is no guarantee that nobody can be recognised.']) await dialog.getByText(words).first().waitFor()
    expect(await dialog.locator('del').allTextContents()).toEqual(['Mara Ellegaard', 'Nørregade 14, 1165 København', 'DK50 0040 0440 1162 43', 'Erik Lindqvist', '+45 20 12 34 56'].map((was) => `hidden: ${was}`))
    await dialog.getByText('Sent text').click()
    expect(await dialog.locator('del').count()).toBe(0)
    await dialog.getByText('{"model":"claude-sonnet-4-5"').waitFor()
  })

  it('has the focus on the button that keeps it, and Return keeps', async () => {
    const { page, host } = await openWith([1])
    await expect.poll(() => focused(page)).toContain('Keep on this Mac')
    await page.keyboard.press('Enter')
    await gone(page)
    expect(answers(host)).toEqual(['answer ask-1 keep'])
  })

  it('keeps with Return wherever the focus is, also on the button that sends', async () => {
    const { page, host } = await openWith([1])
    await settle(page)
    await page.getByRole('button', { name: /Send once/ }).focus()
    await page.keyboard.press('Enter')
    await gone(page)
    expect(answers(host)).toEqual(['answer ask-1 keep'])
  })

  it('keeps with Esc', async () => {
    const { page, host } = await openWith([1])
    await page.keyboard.press('Escape')
    await gone(page)
    expect(answers(host)).toEqual(['answer ask-1 keep'])
  })

  it('sends with Control and Return, once it has been on screen for a moment', async () => {
    const { page, host } = await openWith([1])
    await page.keyboard.press('Control+Enter')
    await settle(page)
    await page.getByRole('dialog').waitFor()
    expect(answers(host)).toEqual([])
    await page.keyboard.press('Control+Enter')
    await gone(page)
    expect(answers(host)).toEqual(['answer ask-1 once'])
  })

  it.each([['This chat', 'Send in this chat', 'chat'], ['Files → Anthropic', 'Always send', 'always'], ['Just this once', 'Send once', 'once']])('remembers “%s” with a button that says “%s”', async (label, button, answer) => {
    const { page, host } = await openWith([1])
    await settle(page)
    await page.getByText(label, { exact: true }).click()
    await page.getByRole('button', { name: button }).click()
    await gone(page)
    expect(answers(host)).toEqual([`answer ask-1 ${answer}`])
  })

  it('can be told never, and offers no chat where there is none', async () => {
    const { page, host } = await openWith([1, { chat: null }])
    expect(await page.getByRole('radiogroup', { name: 'Remember' }).getByRole('radio').count()).toBe(2)
    await page.getByRole('button', { name: 'Never send files' }).click()
    await gone(page)
    expect(answers(host)).toEqual(['answer ask-1 never'])
  })

  it('holds the focus, and gives it back where it was', async () => {
    const { page, host } = await open({ rows: designRows() }, '#/models')
    await page.getByRole('button', { name: 'Look again' }).focus()
    host.privacy.ask(designAsk(1))
    await page.getByRole('dialog').waitFor()
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Tab')
      // Between the last and the first control a browser rests on the document itself; nothing behind the sheet is reached.
      expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(true)
    }
    await page.keyboard.press('Escape')
    await gone(page)
    expect(await focused(page)).toBe('Look again')
  })

  it('is not replaced by a newer one, and the next follows when it is answered', async () => {
    const { page, host } = await openWith([1])
    host.privacy.set({ asks: [designAsk(7, { title: 'Send a note to Anthropic?' }), designAsk(1)] })
    await page.getByText('1 of 2').waitFor()
    await page.getByRole('dialog', { name: 'Send three files to Anthropic?' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Send a note to Anthropic?' }).waitFor()
    expect(await page.getByText(/^1 of \d$/).count()).toBe(0)
    await expect.poll(() => focused(page)).toContain('Keep on this Mac')
  })

  it('shows the question and its answers at once in a small window', async () => {
    const { page, host } = await open({ rows: [] }, '#/models', { size: [320, 480] })
    host.privacy.ask(designAsk(1))
    await page.getByRole('dialog').waitFor()
    await settle(page)
    for (const shown of [page.getByRole('heading', { name: 'Send three files to Anthropic?' }), page.getByRole('button', { name: 'Keep on this Mac' }), page.getByRole('button', { name: 'Send once' })]) {
      const box = await shown.boundingBox()
      expect(box && box.y >= 0 && box.y + box.height <= 480).toBe(true)
    }
  })

  it('says how many equal requests one answer is for', async () => {
    const { page } = await openWith([1, { merged: 2 }])
    await page.getByText('One answer for 3 equal requests.').waitFor()
  })

  it('goes by itself when it was answered elsewhere', async () => {
    const { page, host } = await openWith([1])
    host.privacy.answerElsewhere('ask-1')
    await gone(page)
    expect(answers(host)).toEqual([])
  })

  it('goes with the host, which then sends nothing', async () => {
    const { page, host } = await openWith([1])
    await host.close()
    await gone(page)
  })
})
