import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { KITCHEN, LONG_CHAT, longChat } from '../renderer/fake-chat-data.ts'
import { startFakeHost } from '../renderer/fake-host.ts'
import { watchLongTasks } from '../renderer/long-tasks.ts'
import { median, type Bench, type Figure } from './measure.ts'

const PAGE_FOLDER = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const ROUNDS = 5
const LINES = 2_000
const TOKENS_PER_SECOND = 200
const STREAMED_SECONDS = 8

/** An answer of so many lines: headings, paragraphs, lists, code and tables. */
const longAnswer = (lines: number): string =>
  Array.from({ length: Math.ceil(lines / 20) }, (_, n) =>
    [`## Part ${n}`, '', 'The boats are covered for the winter, and the **path** along the canal is `quiet`.', '', '- one thing', '- another [thing](https://example.com)', '- a third one', '', '```ts', `const part = ${n}`, 'const next = part + 1', '```', '', '| a | b |', '|---|--:|', `| ${n} | 2 |`, '', 'It should start with the bicycle.', 'And go on from there.', ''].join('\n'),
  ).join('\n')

/** The script that the page starts with: what its HTML names. */
const firstScriptKilobytes = async (): Promise<number> => {
  const html = await readFile(join(PAGE_FOLDER, 'index.html'), 'utf8')
  const names = [...html.matchAll(/assets\/[^"]+\.js/g)].map(([name]) => name)
  const sizes = await Promise.all(names.map(async (name) => gzipSync(await readFile(join(PAGE_FOLDER, name))).byteLength))
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

/** From the choice of a chat to its newest message on the screen, as the page's own clock has it. */
const openMs = (page: Page, hash: string): Promise<number> =>
  page.evaluate(
    (to) =>
      new Promise<number>((resolve) => {
        const started = performance.now()
        location.assign(to)
        const look = (): void => (document.querySelector('[data-message="m5000"] .words p') ? resolve(performance.now() - started) : void requestAnimationFrame(look))
        look()
      }),
    hash,
  )

const thousands = async (browser: Awaited<ReturnType<typeof openBrowser>>): Promise<readonly Figure[]> => {
  const fake = await startFakeHost({ staticFolder: PAGE_FOLDER, rows: [], chat: { chats: [longChat(5_000)] } })
  try {
    const page = await browser.open(fake.url)
    const opened: number[] = []
    const tasks: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.evaluate(() => location.assign('#/settings'))
      await page.waitForSelector('.column')
      opened.push(await openMs(page, `#/chat/${LONG_CHAT}`))
      await page.waitForTimeout(500)
      const longest = await watchLongTasks(page)
      await page.locator('.thread').hover()
      for (let step = 0; step < 40; step += 1) {
        await page.mouse.wheel(0, -1_500)
        await page.waitForTimeout(16)
      }
      tasks.push((await longest()).cpuMs)
    }
    await page.context().close()
    return [
      { name: 'a chat of 5,000 messages is open', value: median(opened), unit: 'ms', bound: 300, absolute: true, note: `median of ${ROUNDS}, worst ${Math.max(...opened).toFixed(0)} ms` },
      { name: 'longest task while 5,000 messages scroll', value: median(tasks), unit: 'ms', bound: 50, absolute: true, note: `median of ${ROUNDS}, worst ${Math.max(...tasks)} ms, processor time` },
    ]
  } finally {
    await fake.close()
  }
}

/** Script a frame while an answer of 2,000 lines still grows, from what the browser itself counts. */
const streaming = async (browser: Awaited<ReturnType<typeof openBrowser>>): Promise<Figure> => {
  const whole = longAnswer(LINES)
  const fake = await startFakeHost({ staticFolder: PAGE_FOLDER, rows: [], chat: { tokensPerSecond: 100_000, reply: () => whole } })
  try {
    const page = await browser.open(fake.url)
    await page.evaluate((to) => location.assign(to), `#/chat/${KITCHEN}`)
    await page.getByLabel('Your message').fill('All of it.')
    await page.keyboard.press('Enter')
    await page.getByText('31 tok/s').last().waitFor({ timeout: 60_000 })
    fake.chat.setSpeed(TOKENS_PER_SECOND)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const scriptSeconds = async (): Promise<number> => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0
    // The answer goes on behind its 2,000 lines: each word that comes finds all of them there.
    fake.chat.goOn(KITCHEN)
    await page.waitForTimeout(500)
    const before = await scriptSeconds()
    const frames = await page.evaluate(
      (forMs) =>
        new Promise<number>((resolve) => {
          const started = performance.now()
          let count = 0
          const frame = (): void => {
            count += 1
            if (performance.now() - started < forMs) requestAnimationFrame(frame)
            else resolve(count)
          }
          requestAnimationFrame(frame)
        }),
      STREAMED_SECONDS * 1000,
    )
    // Of those frames about thirty a second have news; only they are counted, as if nothing else cost anything.
    const withNews = Math.min(frames, STREAMED_SECONDS * 30)
    const value = (((await scriptSeconds()) - before) * 1000) / withNews
    await page.context().close()
    return { name: `script a frame, ${TOKENS_PER_SECOND} tokens/s behind ${LINES} lines`, value, unit: 'ms', bound: 8, absolute: true, note: `${frames} frames in ${STREAMED_SECONDS} s` }
  } finally {
    await fake.close()
  }
}

/** The chat's page: what it weighs, and whether it holds with thousands of messages and a long answer that grows. */
export const chatPageBench: Bench = {
  name: 'chat-page',
  run: async (say) => {
    const weight: Figure = { name: 'script the chat starts with, gzipped', value: await firstScriptKilobytes(), unit: 'kB', bound: 250 }
    if (noChromium) {
      say('The rest is skipped: there is no Chromium here.')
      return [weight]
    }
    const browser = await openBrowser()
    try {
      return [weight, ...(await thousands(browser)), await streaming(browser)]
    } finally {
      await browser.close()
    }
  },
}
