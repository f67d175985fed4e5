import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { AskId, Origin, Verdict } from '../../src/contract/privacy.ts'
import { noChromium, openBrowser } from '../renderer/browser.ts'
import { call, connect, describeMcpClients } from '../web/api/mcp-clients.ts'
import type { McpHouse } from '../web/api/mcp-clients.ts'
import { openApi } from './api-rig.ts'
import type { OpenApi } from './api-rig.ts'
import { openPage } from './open-page.ts'

const PATIENCE_MS = 120_000
const PICTURES = fileURLToPath(new URL('../../out/pictures', import.meta.url))
const NOTE = `# Roses\n\nMara plants the white roses by the wall, and calls +45 20 12 34 56 about the ladder.\n`

let opened: OpenApi
const houseOf = ({ api, home, url, letIn }: OpenApi): McpHouse => ({
  url: new URL(`${url}/mcp`),
  stdio: (client, flags = []) => ({ command: process.execPath, args: [home.cli, 'mcp', '--client', client, ...flags], env: home.env as Readonly<Record<string, string>> }),
  vaultPath: home.vault,
  write: async (path, text) => {
    const absolute = join(home.vault, path)
    await mkdir(dirname(absolute), { recursive: true })
    await writeFile(absolute, text)
  },
  addApp: async (name, forwards) => (await letIn(name, forwards)).token,
  setCell: async (origin: Origin, verdict: Verdict) => void (await api.privacy.setCell({ origin, zone: 'cloud', verdict })),
  setLocalOnly: async (on) => void (await api.privacy.setLocalOnly({ on })),
  asks: async () => (await api.privacy.state({})).asks,
  answer: async (askId, answer) => void (await api.privacy.answer({ askId: askId as AskId, answer })),
  rows: async () => (await api.ledger.list({ limit: 500 })).rows,
  payload: async (seq) => (await api.ledger.payload({ seq })).text,
})

beforeAll(async () => {
  opened = await openApi({
    models: [],
    prepare: (home) => {
      mkdirSync(join(home.vault, 'People'), { recursive: true })
      writeFileSync(join(home.vault, 'People', 'Mara Ellegaard.md'), '---\naliases: [Mara]\n---\n')
    },
  })
  const house = houseOf(opened)
  await house.write('x.md', 'A note.')
  await house.write('.trash/Old.md', 'Deleted.')
  await writeFile(join(opened.home.folder, 'secrets.md'), 'A secret beside the vault.')
  await symlink(join(opened.home.folder, 'secrets.md'), join(opened.home.vault, 'Link.md'))
}, PATIENCE_MS)
afterAll(() => opened?.close())

describe('the built host for MCP clients', () => {
  describeMcpClients(() => houseOf(opened))
})

describe.skipIf(noChromium)('what an app may read, asked on the page of the built host', () => {
  it('shows who asks for what, keeps it at Return, and hands over exactly what was shown', { timeout: PATIENCE_MS }, async () => {
    const house = houseOf(opened)
    await opened.api.system.finishFirstRun({})
    await house.write('Garden/Roses.md', NOTE)
    const browser = await openBrowser()
    onTestFinished(browser.close)
    const { page, complaints, strangers } = await openPage(browser, opened.host.url)
    await page.waitForSelector('main')
    const client = await connect(house, 'streamable HTTP', { name: 'Claude Desktop' })

    const kept = call(client, 'search_notes', { query: 'white roses' })
    const sheet = page.getByRole('dialog', { name: /Claude Desktop/ })
    await sheet.waitFor()
    await picture(page, 'mcp-ask')
    await page.keyboard.press('Enter')
    expect(await kept).toMatchObject({ isError: true })

    const reading = call(client, 'read_note', { path: 'Garden/Roses.md' })
    await sheet.waitFor()
    await sheet.getByText('Sent text').click()
    const shown = await sheet.locator('p.mono').textContent()
    await picture(page, 'mcp-ask-sent')
    await page.waitForTimeout(500)
    await page.keyboard.press('Control+Enter')
    expect(await reading).toEqual({ isError: false, text: shown })
    expect(shown).toContain('‹Person 1›')
    expect(shown).not.toContain('20 12 34 56')
    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
  })
})

const picture = async (page: Awaited<ReturnType<typeof openPage>>['page'], name: string): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true })
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    expect((await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) })).length).toBeGreaterThan(5_000)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
