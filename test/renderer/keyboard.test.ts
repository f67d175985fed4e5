import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { CANAL, DENTIST, designRows } from './fake-memos.ts'
import { download } from './fake-models-data.ts'
import { goTo, useOnePage } from './page-fixture.ts'

const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
const seconds = async (page: Page): Promise<number> => Number(await page.getByRole('slider').getAttribute('aria-valuenow'))

describe.skipIf(noChromium)('by keyboard', () => {
  const opened = useOnePage({ rows: designRows() })

  describe('in the list', () => {
    beforeEach(() => goTo(opened().page, '#/memos'))

    it('Space on a row plays it and the same key pauses; its tile says so and does the same', async () => {
      const { page } = opened()
      await page.locator('[data-row]', { hasText: 'The dentist' }).focus()
      await page.keyboard.press('Space')
      const tile = page.getByRole('button', { name: 'Pause The dentist, and chapter three' })
      await tile.waitFor()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Play The dentist, and chapter three' }).click()
      await tile.click()
      await tile.waitFor({ state: 'detached' })
    })

    it('⌘1 to ⌘5 and ⌘, lead to the places; Control where there is no ⌘', async () => {
      const { page } = opened()
      for (const [key, title] of [['4', 'Models'], ['5', 'Settings'], ['2', 'Memos'], [',', 'Settings']] as const) {
        await page.keyboard.press(`Control+${key}`)
        await page.getByRole('heading', { level: 1, name: title }).waitFor()
      }
      await page.keyboard.press('Control+3')
      await page.getByRole('grid', { name: 'What may leave' }).waitFor()
    })

    it('work is paused and goes on by a button that says what it does', async () => {
      const { page, host } = opened()
      await page.getByRole('button', { name: 'Pause writing down' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText(', paused').waitFor()
      expect(await focused(page)).toBe('Go on writing down')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Pause writing down' }).waitFor()
      expect(host.calls.slice(-2)).toEqual(['pause', 'resume'])
    })

    it('recordings are chosen where they cannot be dropped', async () => {
      const { page } = opened()
      const folder = mkdtempSync(join(tmpdir(), 'freehold-choose-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      writeFileSync(join(folder, 'Chosen.m4a'), 'sound')
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Add recordings…' }).focus()
      await page.keyboard.press('Enter')
      await (await chooser).setFiles(join(folder, 'Chosen.m4a'))
      await page.getByText('1 recording taken in.').waitFor()
      await page.locator('.memo', { hasText: 'Chosen' }).waitFor()
      await page.getByRole('button', { name: 'Close this' }).click()
    })
  })

  describe('on a memo', () => {
    beforeEach(async () => {
      const { page } = opened()
      await goTo(page, '#/memos')
      await goTo(page, `#/memos/${DENTIST}`)
      await page.waitForSelector('.word')
    })

    it('Space plays and pauses, ⇧← and ⇧→ go five seconds, ← and → a word, D to the next doubt', async () => {
      const { page } = opened()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
      await page.keyboard.press('d')
      await expect.poll(() => seconds(page)).toBeGreaterThanOrEqual(135)
      // The doubtful word is heard, and no more.
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
      const doubt = await seconds(page)
      expect(doubt).toBeLessThanOrEqual(136)
      await page.keyboard.press('Shift+ArrowLeft')
      await expect.poll(() => seconds(page)).toBe(doubt - 5)
      await page.keyboard.press('Shift+ArrowRight')
      await expect.poll(() => seconds(page)).toBe(doubt)
      const word = await page.locator('.word.on').textContent()
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => page.locator('.word.on').textContent()).not.toBe(word)
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => page.locator('.word.on').textContent()).toBe(word)
    })

    it('the view follows the voice until the person scrolls, and a button leads back', async () => {
      const { page } = opened()
      await page.setViewportSize({ width: 900, height: 420 })
      onTestFinished(() => page.setViewportSize({ width: 900, height: 720 }))
      await page.locator('.word', { hasText: 'hospital' }).first().click()
      await page.waitForSelector('.word.on')
      await page.locator('.words-column').hover()
      await page.mouse.wheel(0, 900)
      const back = page.getByRole('button', { name: 'Back to the voice' })
      await back.waitFor()
      expect(await page.locator('.word.on').isVisible() && (await page.locator('.word.on').boundingBox())!.y > 60).toBe(false)
      await back.focus()
      await page.keyboard.press('Enter')
      await back.waitFor({ state: 'detached' })
      await expect.poll(async () => ((await page.locator('.word.on').boundingBox())?.y ?? 0) > 60).toBe(true)
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
    })

    it('[ and ] change the speed, and its menu shows and sets it', async () => {
      const { page } = opened()
      const speed = page.getByRole('button', { name: /^Speed/ })
      await page.keyboard.press(']')
      await page.keyboard.press(']')
      await expect.poll(() => speed.textContent()).toBe('1.5×')
      await page.keyboard.press('[')
      await expect.poll(() => speed.textContent()).toBe('1.25×')
      await speed.focus()
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('1.25×')
      expect(await page.getByRole('menuitemradio', { checked: true }).textContent()).toBe('1.25×')
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await expect.poll(() => speed.textContent()).toBe('2×')
      expect(await focused(page)).toBe('Speed: 2×')
    })

    it('a menu opens by Return, closes by Esc without leaving the memo, and gives the focus back', async () => {
      const { page } = opened()
      const button = page.getByRole('button', { name: 'Export' })
      await button.focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => focused(page)).toBe('Subtitles, srt')
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => focused(page)).toBe('Words with times, json')
      await page.keyboard.press('Escape')
      await page.getByRole('menuitem').first().waitFor({ state: 'hidden' })
      await expect.poll(() => focused(page)).toBe('Export')
      const download = page.waitForEvent('download')
      await page.keyboard.press('Enter')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      expect((await download).suggestedFilename()).toBe('The dentist.vtt')
    })

    it('versions are chosen by arrows', async () => {
      const { page } = opened()
      await page.getByRole('radio', { name: /Parakeet/ }).focus()
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => page.getByRole('radio', { name: /Whisper small/ }).isChecked()).toBe(true)
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => page.getByRole('radio', { name: /Parakeet/ }).isChecked()).toBe(true)
    })

    it('an action is ticked at once; the tick goes back when the note has no such line any more', async () => {
      const { page, host } = opened()
      const box = page.getByRole('checkbox', { name: 'Call the dentist' })
      await box.focus()
      await page.keyboard.press('Space')
      expect(await box.isChecked()).toBe(true)
      host.editActions(DENTIST, [{ text: 'Call the dentist on Tuesday', done: false }])
      await page.getByRole('checkbox', { name: 'Move the bicycle' }).click()
      await page.getByText('This line is no longer in the note.').waitFor()
      await page.getByRole('checkbox', { name: 'on Tuesday' }).waitFor()
      expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0)
      await page.getByRole('button', { name: 'Close this' }).click()
    })

    it('the note’s sheet closes by Esc and gives the focus back', async () => {
      const { page } = opened()
      await page.getByRole('button', { name: 'Open note' }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await focused(page)).toBe('Open note')
    })

    it('what is written down now can be stopped from its menu', async () => {
      const { page, host } = opened()
      await goTo(page, `#/memos/${CANAL}`)
      await page.getByText('Writing it down, 64%').waitFor()
      await page.getByRole('button', { name: 'More' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => focused(page)).toBe('Show the recording’s file')
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await expect.poll(() => host.calls.at(-1)).toBe('cancel')
    })
  })

  describe('in the settings', () => {
    it('a folder is added and taken away again', async () => {
      const { page, host } = opened()
      await goTo(page, '#/settings')
      await page.getByLabel('Another folder').focus()
      await page.keyboard.type('~/Tapes')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Stop watching ~/Tapes' }).waitFor()
      expect(host.calls.at(-1)).toBe('set memos.watch ["~/Recordings","~/Tapes"]')
      await page.getByRole('button', { name: 'Stop watching ~/Tapes' }).focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => host.calls.at(-1)).toBe('set memos.watch ["~/Recordings"]')
    })

    it('a mistake in the file is shown with its place, and the list says that there is one', async () => {
      const { page, host } = opened()
      host.setStatus({ settingsProblems: [{ message: '“keepAliveMinutes” must be a number.', line: 7, column: 21 }] })
      onTestFinished(() => host.setStatus({ settingsProblems: [] }))
      await goTo(page, '#/settings')
      await page.getByText('Line 7, column 21: “keepAliveMinutes” must be a number.').waitFor()
      await goTo(page, '#/memos')
      await page.getByRole('link', { name: 'See it in Settings' }).waitFor()
    })
  })

  it('an address outside is shown whole before the browser opens it', async () => {
    const { page, host } = opened()
    host.models.set({ downloads: [download('d1', { ref: 'hf:someone/gated-GGUF/gated.gguf', name: 'gated', fileName: 'gated.gguf', state: 'failed', wantsCredential: 'huggingface', problem: { code: 'NOT_PERMITTED', message: 'It asks for a token.' } })] })
    await goTo(page, '#/models')
    const where = page.getByRole('button', { name: 'Agree to its licence, and make a token…' })
    await where.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('https://huggingface.co/someone/gated-GGUF').waitFor()
    expect(await focused(page)).toBe('Stay here')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await where.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    const outside = page.context().waitForEvent('page')
    const link = page.getByRole('link', { name: 'Open in the browser' })
    expect(await link.evaluate((element: HTMLAnchorElement) => [element.href, element.rel])).toEqual(['https://huggingface.co/someone/gated-GGUF', 'noopener noreferrer'])
    // Nothing outside can be reached from a test: that a window opens for it is enough.
    await link.click()
    await (await outside).close()
  })

  it('nothing of all this breaks a rule of the page’s policy', () => {
    expect(opened().complaints).toEqual([])
  })
})
