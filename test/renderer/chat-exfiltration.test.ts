import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noChromium } from './browser.ts'
import { KITCHEN } from './fake-chat-data.ts'
import { usePages } from './page-fixture.ts'

/** A server that notes whatever reaches it. */
const startSink = async (): Promise<{ readonly address: string; readonly reached: readonly string[] }> => {
  const reached: string[] = []
  const server = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.end()
  })
  server.on('connection', () => reached.push('a connection'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reached }
}

const hostile = (to: string): string =>
  [
    `![A cat](${to}/leak?secret)`,
    `![By reference][leak] and [![nested](${to}/nested)](${to}/outer)`,
    `<img src="${to}/html"> <script src="${to}/script"></script> <link rel="prefetch" href="${to}/prefetch"><style>@import url(${to}/css);</style><svg><image href="${to}/svg"/></svg><iframe src="${to}/frame"></iframe>`,
    `<div style="background:url(${to}/style)">x</div>`,
    `${to}/bare <${to}/auto> [a link](${to}/link)`,
    '[run](javascript:alert(1)) [data](data:text/html,x) ![data](data:image/svg+xml,x) [file](file:///etc/passwd) [vb](vbscript:x)',
    `$\\href{${to}/math}{x} \\includegraphics{${to}/picture}$`,
    `$$\\url{${to}/url}$$`,
    '```html',
    `<img src="${to}/code">`,
    '```',
    `| a |\n|---|\n| ![t](${to}/table) |`,
    `[leak]: ${to}/reference "title"`,
  ].join('\n\n')

describe.skipIf(noChromium)('what an answer may do', () => {
  const open = usePages()

  it('fetches nothing: no picture, no style, no script, not even a connection ahead', async () => {
    const { address, reached } = await startSink()
    const { page, complaints } = await open({ rows: [], chat: { tokensPerSecond: 150, reply: () => `${hostile(address)}\n\nThe end of it.` } }, `#/chat/${KITCHEN}`)
    await page.getByLabel('Your message').fill('Leak.')
    await page.keyboard.press('Enter')
    await page.getByText('The end of it.').waitFor()
    await page.getByText('31 tok/s').last().waitFor()
    await page.getByText('a link').hover()
    await page.waitForTimeout(500)
    expect(reached).toEqual([])
    expect(complaints).toEqual([])
    const last = page.locator('.ai').last()
    expect(await last.locator('img, script, iframe, link, style, image, object, [src], [href]:not(use)').count()).toBe(0)
    await last.getByText('A cat. Picture from 127.0.0.1, not loaded').waitFor()
    expect(await last.innerText()).toContain('[run](javascript:alert(1))')
    expect(await last.innerText()).toContain('<script src=')
  })

  it('shows an address before it opens, and only then', async () => {
    const { address, reached } = await startSink()
    const { page } = await open({ rows: [], chat: { tokensPerSecond: 500, reply: () => `See [the page](${address}/there?a=1) or [write](mailto:ann@example.com).` } }, `#/chat/${KITCHEN}`)
    await page.getByLabel('Your message').fill('Where?')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'the page' }).click()
    await page.getByRole('dialog').getByText(`${address}/there?a=1`).waitFor()
    await page.getByRole('button', { name: 'Stay here' }).click()
    await page.getByRole('link', { name: 'write' }).press('Enter')
    await page.getByRole('dialog').getByText('mailto:ann@example.com').waitFor()
    await page.keyboard.press('Escape')
    expect(reached).toEqual([])
    expect(page.context().pages().length).toBe(1)
  })

  it('never shows half of a link, of code or of a table as something else', async () => {
    const text = 'Look at [the plan](https://example.com/a/very/long/address) first.\n\n```ts\nconst half = `${1}`\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nDone.'
    const { page } = await open({ rows: [], chat: { tokensPerSecond: 12, reply: () => text } }, `#/chat/${KITCHEN}`)
    await page.getByLabel('Your message').fill('Slowly.')
    await page.keyboard.press('Enter')
    const seen = new Set<string>()
    const last = page.locator('.ai').last()
    for (let n = 0; n < 200 && !(await last.innerText()).includes('Done.'); n += 1) {
      seen.add(await last.locator('.words').innerText().catch(() => ''))
      await page.waitForTimeout(20)
    }
    expect([...seen].filter((each) => /\]\(|https:|```/.test(each))).toEqual([])
    await last.locator('table').waitFor()
  })
})
