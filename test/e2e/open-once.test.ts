import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { openPage } from './open-page.ts'
import { createHome } from './start-host.ts'

it.skipIf(noChromium)('opens the page by an address that works once, and hands the token to no other program', async () => {
  const home = await createHome({ models: [] })
  onTestFinished(home.remove)
  // A double of the system's opener: it writes down what it was given, which is what anybody could read of it.
  await writeFile(join(home.folder, process.platform === 'darwin' ? 'open' : 'xdg-open'), '#!/bin/sh\necho "$@" > "${0%/*}/opened.new" && mv "${0%/*}/opened.new" "${0%/*}/opened"\n', { mode: 0o755 })
  const host = spawn(process.execPath, [home.cli, 'serve', '--port', '0', '--open'], { env: { ...home.env, PATH: `${home.folder}${delimiter}${process.env['PATH']}` }, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void host.kill('SIGKILL'))
  let said = ''
  host.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const opened = async (): Promise<string> => (await readFile(join(home.folder, 'opened'), 'utf8').catch(() => '')).trim()
  await expect.poll(opened, { timeout: 20_000 }).toContain('#')

  const printed = new URL(/http:\S+/.exec(said)?.[0] ?? '')
  const address = new URL(await opened())
  expect(printed.hash).toMatch(/^#token=.{40,}/)
  expect(address.origin).toBe(printed.origin)
  expect(address.hash).toMatch(/^#code=.{22}$/)

  const browser = await openBrowser()
  onTestFinished(() => browser.close())
  const first = await openPage(browser, address.href)
  await first.page.getByRole('heading', { name: /Your recordings, written down on/ }).waitFor()
  expect(first.page.url()).not.toContain('code')
  await first.page.reload()
  await first.page.getByRole('heading', { name: /Your recordings, written down on/ }).waitFor()
  expect(first.complaints).toEqual([])

  const { page } = await openPage(browser, address.href)
  await page.getByText('Open the address that Freehold showed when it started.').waitFor()
})
