import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Page } from 'playwright-core'
import { noChromium } from './browser.ts'
import { designRows } from './fake-memos.ts'
import { watchLongTasks } from './long-tasks.ts'
import { usePages } from './page-fixture.ts'

const folderWith = (names: readonly string[], text = 'sound'): string => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-drop-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** A drop as the system would make it: trusted, with real files and folders. */
const dragging = async (page: Page, files: readonly string[]) => {
  const session = await page.context().newCDPSession(page)
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data: { items: [], files: [...files], dragOperationsMask: 1 } })
  return { over: async () => (await send('dragEnter'), await send('dragOver')), drop: () => send('drop') }
}

describe.skipIf(noChromium)('recordings dropped on the page', () => {
  const open = usePages()

  it('are announced with their place, taken in, and listed', async () => {
    const folder = folderWith(['One.m4a', 'Two.wav'])
    const { page } = await open({ rows: designRows() }, '#/models')
    const drag = await dragging(page, [join(folder, 'One.m4a'), join(folder, 'Two.wav')])
    await drag.over()
    await page.getByText('2 recordings. They stay on this Mac.').waitFor()
    await drag.drop()
    await page.getByText('2 recordings taken in.').waitFor()
    await page.locator('.memo', { hasText: 'Two' }).first().waitFor()
  })

  it('may come in folders within folders; what cannot be a recording is left where it is', async () => {
    const folder = folderWith(['tape/a.m4a', 'tape/deeper/b.m4a', 'tape/notes.txt', 'tape/.hidden.m4a'])
    const { page, host } = await open({ rows: designRows() }, '#/memos')
    const before = host.rowCount()
    const drag = await dragging(page, [join(folder, 'tape')])
    await drag.over()
    await drag.drop()
    await page.getByText('2 recordings taken in. 1 other file in the folder left where it is.').waitFor()
    expect(host.rowCount()).toBe(before + 2)
  })

  it('say in plain words what could not be taken, and the summary can be put away', async () => {
    const folder = folderWith(['letter.txt', 'Good.m4a'])
    writeFileSync(join(folder, 'Empty.m4a'), '')
    const { page } = await open({ rows: designRows() }, '#/memos')
    const drag = await dragging(page, ['letter.txt', 'Good.m4a', 'Empty.m4a'].map((name) => join(folder, name)))
    await drag.over()
    await drag.drop()
    await page.getByText('2 files could not be taken in').waitFor()
    await page.getByText('letter.txt This file is text and not a recording.').waitFor()
    await page.getByText('The file is empty.').waitFor()
    await page.getByRole('button', { name: 'Close this' }).click()
    await page.getByText('could not be taken in').waitFor({ state: 'detached' })
  })

  it('may be a thousand at once, and the page stays live', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `tapes/Tape ${n + 1}.m4a`)
    const folder = folderWith(names)
    const { page, host } = await open({ rows: designRows() }, '#/memos')
    const drag = await dragging(page, [join(folder, 'tapes')])
    await drag.over()
    const longest = await watchLongTasks(page)
    const startMs = performance.now()
    await drag.drop()
    await page.getByText('1,000 recordings taken in.').waitFor()
    const ms = await longest()
    process.stdout.write(`1,000 files: ${Math.round(performance.now() - startMs)} ms, longest task ${ms.cpuMs} ms of work, ${ms.wallMs} ms on the clock\n`)
    expect(host.rowCount()).toBe(designRows().length + 1000)
    expect(ms.cpuMs).toBeLessThan(100)
  })
})
