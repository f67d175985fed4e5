import { describe, expect, it } from 'vitest'
import { beyondEdge, smallControls, violations } from './axe.ts'
import { noChromium, type Theme } from './browser.ts'
import { KITCHEN, MARA } from './fake-chat-data.ts'
import { designRows } from './fake-memos.ts'
import { goTo, useOnePage, usePages } from './page-fixture.ts'

describe.skipIf(noChromium)('the chats', () => {
  const pages = usePages()
  const open = (hash: string) => pages({ rows: designRows() }, hash)

  it('⌘K jumps to a chat by its title: pinned first, arrows move, Return opens', async () => {
    const { page, complaints } = await open(`#/chat/${KITCHEN}`)
    await page.keyboard.press('Control+k')
    const sheet = page.getByRole('dialog', { name: 'Chats' })
    await sheet.getByRole('group', { name: 'Pinned' }).getByText('What I promised Mara').waitFor()
    expect(await sheet.getByRole('option', { selected: true }).textContent()).toContain('What I promised Mara')
    await page.keyboard.type('everything')
    await expect.poll(() => sheet.getByRole('option', { selected: true }).textContent()).toContain('Everything at once')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Everything at once' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('⌘F finds what was said, in its context, and Return opens at the place', async () => {
    const { page } = await open(`#/chat/${KITCHEN}`)
    await page.keyboard.press('Control+f')
    const sheet = page.getByRole('dialog', { name: 'Find in the chats' })
    await page.keyboard.type('book outline')
    await sheet.getByRole('option').locator('mark', { hasText: 'book outline' }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).hash).toBe(`#/chat/${MARA}/m2`)
    // Keys belong to the chat that is on screen; the next one takes over a moment after the address.
    await page.getByText('You said you would send her').waitFor()
    await page.keyboard.press('Control+f')
    await sheet.getByText('This chat').click()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })

  it('⌘N begins a new one, and ⌘⇧C copies the newest answer', async () => {
    const { page } = await open(`#/chat/${MARA}`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.keyboard.press('Control+Shift+C')
    await page.getByText('The newest answer is copied.').waitFor({ state: 'attached' })
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('You said you would send her the book outline')
    await page.keyboard.press('Control+n')
    await page.getByRole('heading', { level: 1, name: 'New chat' }).waitFor()
  })

  it('one is pinned, renamed, exported, deleted, and brought back', async () => {
    const { page, host } = await open(`#/chat/${KITCHEN}`)
    const choose = async (name: string): Promise<void> => {
      await page.locator('.chat-tools').getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await page.getByRole('button', { name: 'Pin the chat', exact: true }).click()
    await page.getByRole('button', { name: 'Unpin the chat', pressed: true }).waitFor()
    await choose('Rename…')
    await page.getByRole('dialog').getByLabel('Title').fill('The new kitchen')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'The new kitchen' }).waitFor()
    const download = page.waitForEvent('download')
    await choose('Export as Markdown')
    expect((await download).suggestedFilename()).toBe('The new kitchen.md')
    await choose('Delete the chat')
    await page.getByText('Deleted: The new kitchen.').waitFor()
    await page.getByRole('heading', { level: 1, name: 'New chat' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { level: 1, name: 'The new kitchen' }).waitFor()
    expect(host.calls.filter((call) => /^(un)?delete/.test(call))).toEqual([`delete ${KITCHEN}`, `undelete ${KITCHEN}`])
  })
})

describe.skipIf(noChromium).each(['light', 'dark'] satisfies Theme[])('composer and chats with axe, in %s', (theme) => {
  const opened = useOnePage({ rows: designRows() }, { theme })

  it('have nothing said of them: with a list open, with attachments, with each sheet; and every control is large enough', async () => {
    const { page } = opened()
    const check = async (): Promise<void> => {
      // Past the motion of a sheet.
      await page.waitForTimeout(300)
      expect(await violations(page)).toEqual([])
      expect(await smallControls(page)).toEqual([])
    }
    await goTo(page, `#/chat/${MARA}`)
    await page.getByRole('textbox').fill('See @')
    await page.getByRole('option').first().waitFor()
    await check()
    await page.getByRole('textbox').press('Enter')
    await page.locator('.tray-item.ready').waitFor()
    await check()
    await page.getByRole('button', { name: /^Where answers are made/ }).click()
    await check()
    await page.keyboard.press('Escape')
    for (const key of ['k', 'f']) {
      await page.keyboard.press(`Control+${key}`)
      await page.keyboard.type('oak')
      await page.locator('mark').first().waitFor()
      await check()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })

  it('lose nothing at 320 pixels, where the title leads to the other places as well', async () => {
    const { page } = opened()
    await page.setViewportSize({ width: 320, height: 560 })
    await goTo(page, `#/chat/${MARA}`)
    await page.getByRole('button', { name: 'make room' }).waitFor()
    expect(await beyondEdge(page)).toEqual([])
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('link', { name: 'Memos' }).waitFor()
    expect(await beyondEdge(page, 'dialog')).toEqual([])
  })
})
