import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { missing, shared } from '../shared.ts'
import { dropFiles } from './drop-files.ts'
import { openPage, type WatchedPage } from './open-page.ts'
import { createHome, startHost, type Home, type RunningHost } from './start-host.ts'

// The built-in engine runs at about real time on Linux, on a machine that other tests share.
const WRITTEN_MS = 180_000
const LONGEST_MS = 240_000

const toRow = (page: Page, title: string) => page.locator('.memo', { hasText: title }).first()

const filesUnder = async (folder: string, ending: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(ending) && !basename(path).startsWith('.'))

const words = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []

describe.skipIf(noChromium)('the first run, with nothing but the demo', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let home: Home
  let host: RunningHost
  let opened: WatchedPage

  beforeAll(async () => {
    home = await createHome()
    const none = join(home.folder, 'no-models')
    await mkdir(none)
    home.env['FREEHOLD_MODELS'] = none
    host = await startHost(home)
    browser = await openBrowser()
    opened = await openPage(browser, host.url)
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await home.remove()
  })

  it('explains itself, and keeps the token out of the address that stays', async () => {
    const { page } = opened
    await page.getByRole('heading', { name: /Your recordings, written down on/ }).waitFor()
    await page.getByText('Only the demo model is here').waitFor()
    await page.getByText(home.vault).waitFor()
    expect(page.url()).not.toContain('token')
  })

  it('writes the sample memos down with the demo model, files them, and says that it was the demo', { timeout: LONGEST_MS }, async () => {
    const { page, complaints, strangers } = opened
    await page.getByRole('button', { name: 'Try the sample memos' }).click()
    await page.getByText('2 filed', { exact: true }).waitFor({ timeout: WRITTEN_MS })
    expect(await filesUnder(join(home.vault, 'Memos'), '.md')).toHaveLength(2)
    await page.locator('.memo h3').first().click()
    await page.locator('.word').first().waitFor()
    await page.getByRole('radio', { name: /Demo model/ }).waitFor()
    await page.getByText('Demo model: knows a few hundred words, do not trust it.').waitFor()
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] })
  })
})

const SPOKEN = ['01-short-us-male', '02-short-us-deep', '05-short-gb'] as const
const SILENT = '12-silence-90s'
const NEEDED = ['models/nanowhisper-en-q5_0.bin', 'models/silero-vad-v6.2.0.bin', ...[...SPOKEN, SILENT].map((name) => `audio/${name}.m4a`)]

describe.skipIf(noChromium || missing(...NEEDED))('real recordings dropped on the page', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let home: Home
  let host: RunningHost
  let opened: WatchedPage

  beforeAll(async () => {
    home = await createHome()
    host = await startHost(home)
    browser = await openBrowser()
    opened = await openPage(browser, host.url)
    await opened.page.getByRole('button', { name: 'Go to Memos' }).click()
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await home.remove()
  })

  it('are taken in as files and in a folder, written down by the real engine, filed, and counted', { timeout: LONGEST_MS }, async () => {
    const { page } = opened
    const folder = join(home.folder, 'Tapes')
    await mkdir(folder)
    const [first, second, third] = SPOKEN
    await copyFile(shared(`audio/${second}.m4a`), join(folder, 'Second.m4a'))
    await copyFile(shared(`audio/${SILENT}.m4a`), join(folder, 'Silence.m4a'))
    const seen = page.locator('[role=progressbar], .ring').first().waitFor({ timeout: WRITTEN_MS })
    await dropFiles(page, [shared(`audio/${first}.m4a`), shared(`audio/${third}.m4a`), folder])
    await page.getByText('4 recordings taken in.').waitFor({ timeout: 30_000 })
    await seen
    await page.getByText('4 filed', { exact: true }).waitFor({ timeout: WRITTEN_MS })
    await toRow(page, 'No speech in it.').waitFor()
    expect(await page.locator('.memo').count()).toBe(4)

    const notes = await filesUnder(join(home.vault, 'Memos'), '.md')
    expect(notes).toHaveLength(4)
    const said = words((await Promise.all(notes.map((note) => readFile(join(home.vault, 'Memos', note), 'utf8')))).join('\n'))
    for (const name of SPOKEN) {
      const expected = words(await readFile(shared(`audio/${name}.txt`), 'utf8'))
      expect(expected.filter((word) => said.includes(word)).length / expected.length).toBeGreaterThan(0.8)
    }
  })

  it('are filed once when they are dropped again under another name', async () => {
    const { page } = opened
    await copyFile(shared(`audio/${SPOKEN[0]}.m4a`), join(home.folder, 'The same.m4a'))
    await dropFiles(page, [join(home.folder, 'The same.m4a')])
    await page.getByText('One was here already; it is filed once.').waitFor()
    await page.getByText('4 filed', { exact: true }).waitFor()
    expect(await filesUnder(join(home.vault, 'Memos'), '.md')).toHaveLength(4)
    expect(await filesUnder(join(home.vault, 'Memos/Audio'), '.m4a')).toHaveLength(4)
  })

  it('are told from a text that is named like one, in a plain sentence', async () => {
    const { page } = opened
    const letter = join(await mkdtemp(join(home.folder, 'letters-')), 'letter.m4a')
    await writeFile(letter, 'Dear Henning, the pump is broken again.\n')
    await dropFiles(page, [letter])
    await page.getByText('1 file could not be taken in').waitFor()
    await page.getByText('This is a text file, whatever its name says, so there is no recording in it.').waitFor()
    await page.getByRole('button', { name: 'Close this' }).click()
    await page.getByText('4 filed', { exact: true }).waitFor()
  })

  it('are read and heard: words, waveform, and a click on a word plays from it', async () => {
    const { page } = opened
    const row = page.locator('.memo').filter({ hasNotText: 'No speech in it.' }).first()
    const ranges: number[] = []
    page.on('response', (response) => response.url().includes('/audio/') && ranges.push(response.status()))
    await row.locator('h3').click()
    await page.locator('.word').nth(5).waitFor()
    expect(await page.locator('.wave path.ahead').getAttribute('d')).not.toBe('')
    await page.locator('.word').nth(5).click()
    await page.waitForSelector('.word.on')
    await expect.poll(async () => Number(await page.getByRole('slider').getAttribute('aria-valuenow')), { timeout: 20_000 }).toBeGreaterThanOrEqual(1)
    expect(ranges).toContain(206)
    await page.getByRole('button', { name: 'Pause' }).click({ timeout: 1000 }).catch(() => undefined) // it may be at its end
  })

  it('are exported as subtitles', async () => {
    const { page } = opened
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Subtitles, srt' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toMatch(/\.srt$/)
    expect(await readFile(await download.path(), 'utf8')).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n/)
  })

  it('are written down again as a second version, and the first one stays', { timeout: LONGEST_MS }, async () => {
    const { page, complaints, strangers } = opened
    await page.getByRole('button', { name: 'Write it down again…' }).click()
    await page.getByRole('button', { name: 'Write it down again', exact: true }).click()
    await page.getByRole('radio').nth(1).waitFor({ timeout: WRITTEN_MS })
    expect(await page.getByRole('radio').count()).toBe(2)
    await page.locator('.word').nth(5).waitFor()
    // The browser itself notes the answer to the text that was refused; nothing else may stand there.
    expect({ complaints: complaints.filter((text) => !text.includes('415')), strangers }).toEqual({ complaints: [], strangers: [] })
  })
})
