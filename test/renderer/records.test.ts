import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { designRecords, ledgerRow } from './fake-privacy-data.ts'
import { usePages } from './page-fixture.ts'

const MANY = Array.from({ length: 1200 }, (_, at) => ledgerRow(at + 1, new Date(Date.parse('2026-11-01T00:00:00Z') + at * 1_500_000).toISOString(), { purpose: `question ${at + 1}` }))

const saved = async (page: Page, format: string): Promise<readonly [name: string, text: string]> => {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: format }).click()
  const file = await download
  return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')]
}

describe.skipIf(noChromium)('all records', () => {
  const open = usePages()

  it('are led to from today’s, and back', async () => {
    const { page } = await open({ rows: [] }, '#/privacy')
    await page.getByRole('link', { name: 'All records' }).click()
    await page.getByRole('heading', { level: 1, name: 'Records' }).waitFor()
    await page.getByRole('link', { name: 'Back to Privacy' }).click()
    await page.getByRole('grid').waitFor()
  })

  it('are found by words, outcome, zone and time', async () => {
    const { page } = await open({ rows: [] }, '#/privacy/records')
    const count = () => page.locator('.record').count()
    await page.getByLabel('Outcome').selectOption('blocked')
    await expect.poll(count).toBe(1)
    await page.getByText('telemetry.example.net').waitFor()
    await page.getByLabel('Outcome').selectOption('all')
    await page.getByLabel('Zone').selectOption('network')
    await page.getByLabel('Time').selectOption('today')
    await expect.poll(count).toBe(1)
    await page.getByText('note “Kitchen” in a chat').waitFor()
    await page.getByLabel('Zone').selectOption('')
    await page.getByLabel('Search the records').fill('quotes a memo')
    await page.getByText('Memos never go to the cloud').waitFor()
    await expect.poll(count).toBe(1)
    await page.getByLabel('Search the records').fill('nothing like it')
    await page.getByText('Nothing found').waitFor()
  })

  it('come page by page, of which only what is on screen is in the page, and live at the head', async () => {
    const { page, host } = await open({ rows: [], privacy: { records: MANY } }, '#/privacy/records')
    await page.getByText('question 1200', { exact: true }).waitFor()
    const oldest = async (): Promise<number> => {
      await page.locator('.all-records').evaluate((list) => list.scrollTo(0, list.scrollHeight))
      return page.getByText('question 1', { exact: true }).count()
    }
    await expect.poll(oldest, { timeout: 20_000 }).toBe(1)
    expect(await page.locator('.record').count()).toBeLessThan(60)
    await page.locator('.all-records').evaluate((list) => list.scrollTo(0, 0))
    host.privacy.record(ledgerRow(1201, '2026-11-22T16:00:00+01:00', { purpose: 'the newest of all' }))
    await page.getByText('the newest of all').waitFor()
  })

  it('are saved as they are filtered, every page of them', async () => {
    const { page } = await open({ rows: [], privacy: { records: [...MANY, ledgerRow(1201, '2026-11-22T16:00:00+01:00', { destination: 'Elsewhere' })] } }, '#/privacy/records')
    const [name, csv] = await saved(page, 'Table, csv')
    expect(name).toBe('Freehold records 2026-11-22.csv')
    const lines = csv.trimEnd().split('\n')
    expect([lines.length, lines[0], lines.at(-1)?.split(',')[0]]).toEqual([1202, 'seq,at,destination,outcome', '1'])
    await page.getByLabel('Search the records').fill('Elsewhere')
    await expect.poll(() => page.locator('.record').count()).toBe(1)
    const [, jsonl] = await saved(page, 'One JSON a line, jsonl')
    expect(jsonl.trimEnd().split('\n').map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1201])
    await page.getByText('as they are filtered now').waitFor()
  })

  it('are verified, in words', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy/records')
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText(`The chain holds: all ${designRecords().length} records, none changed, none missing.`).waitFor()
    host.privacy.breakChain({ ok: false, rows: 20, fault: { seq: 12, words: 'This record was changed after it was written.' }, head: '' })
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText('The chain breaks at record 12. This record was changed after it was written.').waitFor()
  })

  it('stay when what was sent is forgotten, which happens only after a sentence', async () => {
    const { page, host } = await open({ rows: [] }, '#/privacy/records')
    await page.getByRole('button', { name: 'Forget what was sent…' }).click()
    await page.getByText('What was sent can then not be looked at any more.').waitFor()
    await page.keyboard.press('Enter')
    expect(host.calls).toEqual([])
    await page.getByRole('button', { name: 'Forget what was sent…' }).click()
    await page.getByRole('button', { name: 'Forget all of it' }).click()
    await page.getByText('What was sent in 3 requests is forgotten. The records stay.').waitFor()
    await page.getByRole('button', { name: /3 files in a chat/ }).click()
    await page.getByText('What was sent is no longer kept. The record of it stays.').waitFor()
    expect(host.calls).toEqual(['purge all'])
  })

  it('say so where there are none', async () => {
    const { page } = await open({ rows: [], privacy: { records: [] } }, '#/privacy/records')
    await page.getByText('No records yet').waitFor()
  })
})
