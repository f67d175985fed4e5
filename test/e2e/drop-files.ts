// Drops as the system makes them: trusted, with real files and folders, by Chromium's own debugging protocol.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { watchLongTasks, type LongestTask } from '../renderer/long-tasks.ts'

/** Drops files and folders on the middle of the page. */
export const dropFiles = async (page: Page, paths: readonly string[]): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
  await session.detach()
}

/** Fills a folder with recordings that all sound like the one at `from`, and are each known as another: their bytes differ. */
export const makeMany = async (from: string, folder: string, count: number): Promise<void> => {
  const recording = await readFile(from)
  await mkdir(folder, { recursive: true })
  for (let n = 1; n <= count; n++) await writeFile(join(folder, `Tape ${n}${extname(from)}`), Buffer.concat([recording, freeBox(n)]))
}

// An MPEG-4 box that every reader skips.
const freeBox = (n: number): Buffer => {
  const box = Buffer.alloc(16)
  box.writeUInt32BE(box.byteLength, 0)
  box.write('free', 4, 'latin1')
  box.writeUInt32BE(n, 8)
  return box
}

export interface ManyDropped {
  /** From the drop until the page says that the last one is in the vault and in the queue. */
  readonly acceptedMs: number
  readonly longestTask: LongestTask
}

/** Drops a folder of `count` recordings on the page, and waits until all are accepted. */
export const dropMany = async (page: Page, folder: string, count: number, timeoutMs = 60_000): Promise<ManyDropped> => {
  const longest = await watchLongTasks(page)
  const startMs = performance.now()
  await dropFiles(page, [folder])
  await page.getByText(`${count.toLocaleString('en')} recordings taken in.`).waitFor({ timeout: timeoutMs })
  const acceptedMs = performance.now() - startMs
  return { acceptedMs, longestTask: await longest() }
}
