import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noChromium } from './browser.ts'
import { startFakeHost } from './fake-host.ts'
import { CANAL, DENTIST, designRows, LONG, manyRows, memoId, row } from './fake-memos.ts'
import { watchLongTasks } from './long-tasks.ts'
import { PAGE_FOLDER, usePages } from './page-fixture.ts'

it('starts with at most 250 kB of script, gzipped; what colours code and draws math comes when it is needed', () => {
  const html = readFileSync(join(PAGE_FOLDER, 'index.html'), 'utf8')
  const scripts = readdirSync(join(PAGE_FOLDER, 'assets')).filter((name) => name.endsWith('.js'))
  const first = scripts.filter((name) => html.includes(name))
  const kilobytes = (names: readonly string[]): number => names.reduce((sum, name) => sum + gzipSync(readFileSync(join(PAGE_FOLDER, 'assets', name))).byteLength, 0) / 1000
  expect(first.length).toBe(1)
  expect(scripts.length).toBe(3)
  expect(kilobytes(first)).toBeLessThan(250)
  expect(kilobytes(scripts)).toBeLessThan(360)
})

describe.skipIf(noChromium)('the list of memos', () => {
  const open = usePages()

  it('talks to nobody but the host, and breaks no rule of its policy', async () => {
    const { page, complaints, strangers } = await open({ rows: designRows() }, '#/memos')
    for (const hash of [`#/memos/${DENTIST}`, '#/privacy', '#/privacy/records', '#/models', '#/settings', '#/memos']) {
      await page.evaluate((to) => location.assign(to), hash)
      await page.waitForTimeout(200)
    }
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] })
  })

  it('shows a change without being asked', async () => {
    const { page, host } = await open({ rows: designRows() }, '#/memos')
    host.put(row(1, 'Walk along the canal', '2026-11-22T16:02:00+01:00', { line: 'Chapter three starts with the bicycle.', durationSeconds: 1085 }))
    await page.getByText('Chapter three starts with the bicycle.').waitFor()
    await page.getByText('8 filed').waitFor()
  })

  it('is read anew when the line to the host was lost', async () => {
    const token = 'the-same-token'
    const { page, host } = await open({ rows: designRows(), token }, '#/memos')
    await host.close()
    await page.getByText('does not answer').waitFor()
    await page.getByText('The dentist, and chapter three').waitFor()
    const again = await startFakeHost({ staticFolder: PAGE_FOLDER, rows: [row(2, 'The dentist, once more', '2026-11-22T14:32:00+01:00')], port: host.port, token })
    onTestFinished(() => again.close())
    await page.getByText('The dentist, once more').waitFor()
    await page.getByText('does not answer').waitFor({ state: 'detached' })
    expect(await page.locator('.memo').count()).toBe(1)
  })

  it('searches by keyboard and shows all again', async () => {
    const { page } = await open({ rows: designRows() }, '#/memos')
    await page.keyboard.press('Control+f')
    await page.keyboard.type('pump')
    await page.getByText('The dentist, and chapter three').waitFor({ state: 'detached' })
    expect(await page.locator('.memo h3').allTextContents()).toEqual(['Henning and the pump'])
    await page.keyboard.type('kin')
    await page.getByText('Nothing found').waitFor()
    await page.getByRole('button', { name: 'Show all memos' }).click()
    await page.getByText('The dentist, and chapter three').waitFor()
  })

  it('shows every result of a search, however many pages they come in', async () => {
    const { page } = await open({ rows: [...manyRows(1200), ...designRows()] }, '#/memos')
    await page.getByText('1,207 filed').waitFor()
    await page.getByLabel('Search the memos').fill('nobody ever said')
    await expect.poll(() => page.locator('[aria-setsize]').first().getAttribute('aria-setsize')).toBe('1200')
  })

  it('says on every screen that the host was started anew, and where to go', async () => {
    const { page, host } = await open({ rows: designRows(), token: 'one' }, `#/memos/${DENTIST}`)
    await host.close()
    await page.getByText('Freehold does not answer at the moment').waitFor()
    const again = await startFakeHost({ staticFolder: PAGE_FOLDER, rows: [], port: host.port, token: 'another' })
    onTestFinished(() => again.close())
    await page.getByText('Open the address that Freehold showed when it started.').first().waitFor()
    await page.getByText('does not answer').waitFor({ state: 'detached' })
    // What was read stays readable.
    await page.locator('.word', { hasText: 'gravel' }).first().waitFor()
  })

  it('is walked by keyboard alone: list, row, memo, words, and back', async () => {
    const { page, host } = await open({ rows: designRows() }, '#/memos')
    await page.getByText('The dentist, and chapter three').waitFor()
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
    for (let n = 0; n < 12 && (await focused()) !== 'Walk along the canal'; n += 1) await page.keyboard.press('Tab')
    expect(await focused()).toBe('Walk along the canal')
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('The dentist, and chapter three')
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('New Recording 14')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('See the models')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('End')
    await expect.poll(focused).toBe('The whole afternoon')
    await page.keyboard.press('Home')
    await expect.poll(focused).toBe('Walk along the canal')
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('The dentist, and chapter three')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.word')
    await page.locator('.para p').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await focused()).toBe('right.')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.word.on')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.memo')
    expect(host.calls).toEqual([])
  })

  it('scrolls through five thousand rows without holding the page for 100 ms', async () => {
    const { page } = await open({ rows: manyRows(5000) }, '#/memos')
    await page.getByText('5,000 filed').waitFor()
    await page.waitForTimeout(500)
    const longest = await watchLongTasks(page)
    await page.locator('.scroll.memos').hover()
    for (let n = 0; n < 40; n += 1) {
      await page.mouse.wheel(0, 3000)
      await page.waitForTimeout(16)
    }
    await page.keyboard.press('End')
    await page.waitForTimeout(300)
    expect(await page.locator('.memo').count()).toBeLessThan(60)
    const ms = await longest()
    process.stdout.write(`longest task while 5,000 rows scrolled: ${ms.cpuMs} ms of work, ${ms.wallMs} ms on the clock\n`)
    expect(ms.cpuMs).toBeLessThan(100)
  })

  it('offers the samples on the first run, and then shows them', async () => {
    const { page, host } = await open({ rows: [], status: { firstRun: true, speech: 'demo-only' } }, '#/memos')
    await page.getByText('Only the demo model is here').waitFor()
    await page.getByRole('button', { name: 'Try the sample memos' }).click()
    await page.getByText('Walk to the station').waitFor()
    expect(host.calls).toEqual(['addSamples', 'finishFirstRun'])
  })
})

describe.skipIf(noChromium)('a memo', () => {
  const open = usePages()

  it('plays from the word that is clicked, marks it, and pales what follows', async () => {
    const { page } = await open({ rows: designRows() }, `#/memos/${DENTIST}`)
    await page.getByText('gravel', { exact: true }).first().click()
    await page.waitForSelector('.word.on')
    await expect.poll(() => page.evaluate(() => document.querySelector('audio')?.paused ?? null)).toBe(null)
    await page.getByRole('button', { name: 'Pause' }).click()
    const colours = await page.evaluate(() => [document.querySelector('.word')!, document.querySelector('.word.on + .word, .word.on ~ .word')!].map((word) => getComputedStyle(word).color))
    expect(colours[0]).not.toBe(colours[1])
    expect(Number(await page.getByRole('slider').getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(132)
    await page.getByRole('slider').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => page.getByRole('slider').getAttribute('aria-valuetext')).toBe('0 seconds of 6 minutes 41 seconds')
  })

  it('shows another version and keeps the demo’s warning beside it', async () => {
    const { page } = await open({ rows: designRows() }, `#/memos/${DENTIST}`)
    await page.getByRole('radio', { name: /Demo model/ }).click()
    await page.getByText('Demo model: knows a few hundred words, do not trust it.').waitFor()
  })

  it('lets a doubt go when the person says that it is right', async () => {
    const { page } = await open({ rows: designRows() }, `#/memos/${DENTIST}`)
    await page.getByText('gravel', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'It is right' }).click()
    await page.getByText('Doubtful').waitFor({ state: 'detached' })
    // Reading the memo anew must not take the person back to the start.
    expect(Number(await page.getByRole('slider').getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(132)
    expect(await page.locator('.doubt').count()).toBe(0)
  })

  it('asks with what to write it down again, holds the focus and gives it back', async () => {
    const { page, host } = await open({ rows: designRows() }, `#/memos/${DENTIST}`)
    const opener = page.getByRole('button', { name: 'Write it down again…' })
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true)
    await opener.click()
    await page.getByLabel('Model', { exact: true }).selectOption('ggml-parakeet-tdt-0.6b-v3')
    await page.getByLabel('Language').selectOption('da')
    await page.getByRole('button', { name: 'Write it down again', exact: true }).click()
    await expect.poll(() => host.calls).toEqual(['again ggml-parakeet-tdt-0.6b-v3 da'])
  })

  it('exports as a file, and shows the note where no editor opens it', async () => {
    const { page } = await open({ rows: designRows() }, `#/memos/${DENTIST}`)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Subtitles, srt' }).click()
    expect((await download).suggestedFilename()).toBe('The dentist.srt')
    await page.getByRole('button', { name: 'Open note' }).click()
    await page.getByRole('dialog').getByText('id: 2').waitFor()
  })

  it('shows words while they are written down, and the memo when it is done', async () => {
    const { page, host } = await open({ rows: designRows() }, `#/memos/${CANAL}`)
    await page.getByText('bicycle.').waitFor()
    await page.getByText('Writing it down, 64%').waitFor()
    host.put(row(1, 'Walk along the canal', '2026-11-22T16:02:00+01:00', { durationSeconds: 1085 }))
    await page.getByText('Writing it down, 64%').waitFor({ state: 'detached' })
    await page.getByRole('radio', { name: /whisper-small/ }).waitFor()
  })

  it('stays smooth with thirty thousand words', async () => {
    const { page } = await open({ rows: designRows() }, `#/memos/${LONG}`)
    await page.waitForSelector('.word')
    await page.waitForTimeout(500)
    const longest = await watchLongTasks(page)
    await page.locator('.words-column').hover()
    for (let n = 0; n < 30; n += 1) {
      await page.mouse.wheel(0, 2500)
      await page.waitForTimeout(16)
    }
    expect(await page.locator('.word').count()).toBeLessThan(3000)
    const ms = await longest()
    process.stdout.write(`longest task in 30,000 words: ${ms.cpuMs} ms of work, ${ms.wallMs} ms on the clock\n`)
    expect(ms.cpuMs).toBeLessThan(100)
  })

  it('says so when there is no such memo', async () => {
    const { page } = await open({ rows: designRows() }, '#/memos')
    await page.evaluate((to) => location.assign(to), `#/memos/${memoId(0xdead)}`)
    await page.getByText('This memo is not here.').waitFor()
  })
})
