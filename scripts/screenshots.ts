// Takes the pictures in docs/screens, light and dark, in a real Chromium: of the built host while it writes real recordings
// down (`../shared` beside the checkout; `whisper-cli` on the PATH makes it quick). Only a memo with summary, actions and doubts,
// and what passes the gate, are the double's in test/renderer: they need a real language model and a provider.
// Run after `npm run build`: node scripts/screenshots.ts [folder for the pictures]
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { MemoRow } from '../src/contract/memos.ts'
import { startHost, type Home, type RunningHost } from '../test/e2e/start-host.ts'
import { openBrowser, type Theme } from '../test/renderer/browser.ts'
import { startFakeHost } from '../test/renderer/fake-host.ts'
import { DENTIST, designRows } from '../test/renderer/fake-memos.ts'
import { shared } from '../test/shared.ts'
import { takeChatScreens } from './chat-screens.ts'
import { takeModelsScreens } from './models-screens.ts'
import { takePrivacyScreens } from './privacy-screens.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const [into = join(ROOT, 'docs/screens')] = process.argv.slice(2)
const DEFAULT_SIZE = [900, 720] as const
const THEMES: readonly Theme[] = ['light', 'dark']
// Its path is in the pictures: the same on every machine, and nobody's own.
const PERSON = join(tmpdir(), 'ann')

const toMoment = async (page: Page): Promise<void> => {
  await page.waitForSelector('.word')
  const box = await page.locator('[role=slider]').boundingBox()
  if (box) await page.mouse.click(box.x + (box.width * 132.4) / 401, box.y + 20)
  await page.waitForSelector('.word.on')
  await page.mouse.move(0, 0)
}

/** Three recordings over the page, as the system would carry them. */
const hangFiles = async (page: Page): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-pictures-'))
  const files = ['One.m4a', 'Two.m4a', 'Three.m4a'].map((name) => join(folder, name))
  for (const file of files) writeFileSync(file, 'sound')
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', x: 400, y: 300, data })
  await page.getByText('3 recordings. They stay').waitFor()
  rmSync(folder, { recursive: true })
}

/** A person with settings and nothing else, and the built program beside her: where it stands is in the pictures too. */
const makeHome = (settings: string): Home => {
  const folder = PERSON
  const [state, vault, models, app] = [join(folder, 'state'), join(folder, 'Freehold'), join(folder, 'Models'), join(folder, 'app')]
  for (const made of [state, vault, models, app]) mkdirSync(made, { recursive: true })
  writeFileSync(join(state, 'settings.yaml'), settings)
  for (const name of ['out', 'resources', 'package.json']) cpSync(join(ROOT, name), join(app, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'))
  return {
    folder,
    state,
    vault,
    env: { ...process.env, HOME: folder, FREEHOLD_HOME: state, FREEHOLD_VAULT: vault, FREEHOLD_MODELS: models },
    cli: join(app, 'out/main/cli.js'),
    settings: async (yaml) => writeFileSync(join(state, 'settings.yaml'), yaml),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What Ann recorded in the days before the pictures' one, the newest last; most of it is speech. */
const RECORDINGS: readonly (readonly [from: string, name: string, at: string])[] = [
  ['09-mid-us-deep.m4a', 'Harbour road.m4a', '2026-11-19T08:12:00+01:00'],
  ['06-short-scotland.m4a', 'New Recording 4.m4a', '2026-11-19T17:45:00+01:00'],
  ['12-silence-90s.m4a', 'Pocket.m4a', '2026-11-20T07:58:00+01:00'],
  ['08-mid-gb-female.m4a', 'New Recording 5.m4a', '2026-11-20T18:20:00+01:00'],
  ['05-short-gb.m4a', 'New Recording 6.m4a', '2026-11-21T09:05:00+01:00'],
  ['04-short-us-female2.m4a', 'New Recording 7.m4a', '2026-11-21T12:31:00+01:00'],
  ['03-short-us-female.m4a', 'New Recording 8.m4a', '2026-11-22T08:40:00+01:00'],
  ['07-mid-us.m4a', 'New Recording 9.m4a', '2026-11-22T14:32:00+01:00'],
]
const LONG = '10-long-us.m4a'

const fill = (inbox: string): void => {
  mkdirSync(inbox, { recursive: true })
  for (const [from, name, at] of RECORDINGS) putAt(join(inbox, name), at, (path) => copyFileSync(shared(`audio/${from}`), path))
  putAt(join(inbox, 'Notes to self.m4a'), '2026-11-21T16:00:00+01:00', (path) => writeFileSync(path, 'Dear diary, this was never a recording.\n'))
}

const putAt = (path: string, at: string, make: (path: string) => void): void => {
  make(path)
  utimesSync(path, new Date(at), new Date(at))
}

const rowsWhen = async (host: RunningHost, holds: (rows: readonly MemoRow[]) => boolean): Promise<readonly MemoRow[]> => {
  const line = await host.connect()
  try {
    for (;;) {
      const { rows } = await line.api.memos.list({ limit: 100 })
      if (holds(rows)) return rows
      await sleep(200)
    }
  } finally {
    line.close()
  }
}

interface Screen {
  readonly name: string
  readonly url: string
  readonly path: string
  readonly size?: readonly [number, number]
  readonly before?: (page: Page) => Promise<unknown>
}

const browser = await openBrowser()
const take = async (screens: readonly Screen[]): Promise<void> => {
  for (const { name, url, path, size = DEFAULT_SIZE, before } of screens)
    for (const theme of THEMES) {
      const page = await browser.open(url, { theme, size, scale: 2 })
      await page.evaluate((hash) => location.assign(hash), path)
      await page.waitForSelector('main :is(.memo, .words-column, .column section, .welcome, .empty)')
      await before?.(page)
      await page.waitForTimeout(250)
      await page.screenshot({ path: join(into, `${name}-${theme}.png`) })
      await page.context().close()
    }
}

const fromDouble = async (): Promise<void> => {
  const host = await startFakeHost({ staticFolder: join(ROOT, 'out/renderer'), rows: designRows(), extraFiled: 404 })
  try {
    await take([
      { name: 'memo', url: host.url, path: `#/memos/${DENTIST}`, size: [1040, 800], before: toMoment },
      { name: 'narrow-memo', url: host.url, path: `#/memos/${DENTIST}`, size: [320, 640], before: (page) => page.waitForSelector('.word') },
    ])
  } finally {
    await host.close()
  }
}

const fromFirstStart = async (): Promise<void> => {
  const home = makeHome('memos:\n  restSeconds: 0.2\n')
  const host = await startHost(home)
  try {
    await take([{ name: 'first-run', url: host.url, path: '#/memos', before: (page) => page.getByText('Only the demo model is here').waitFor() }])
    const line = await host.connect()
    await line.api.system.finishFirstRun({})
    line.close()
    await take([{ name: 'empty', url: host.url, path: '#/memos', size: [640, 480] }])
  } finally {
    await host.stop()
    await home.remove()
  }
}

const fromWork = async (): Promise<void> => {
  const inbox = join(PERSON, 'Recordings')
  const home = makeHome(`memos:\n  restSeconds: 0.2\n  watch: [${JSON.stringify(inbox)}]\nmodels:\n  speech: demo\n  language: none\n`)
  fill(inbox)
  const quick = await startHost(home)
  await rowsWhen(quick, (rows) => rows.length === RECORDINGS.length + 1 && rows.every(({ state }) => state === 'filed' || state === 'skipped'))
  await quick.stop()

  // The built-in engine says its words as it hears them: that is the picture of work under way.
  const withoutCli = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'whisper-cli')))
  const host = await startHost({ ...home, env: { ...home.env, PATH: withoutCli.join(delimiter) } })
  try {
    putAt(join(inbox, 'Walk along the canal.m4a'), '2026-11-22T16:02:00+01:00', (path) => copyFileSync(shared(`audio/${LONG}`), path))
    const [working] = await rowsWhen(host, ([first]) => first?.step === 'transcribe' && (first.fraction ?? 0) > 0.25)
    await take([
      { name: 'live', url: host.url, path: `#/memos/${working?.memoId ?? ''}`, size: [1040, 800], before: (page) => page.getByText(/left$/).first().waitFor() },
      { name: 'memos', url: host.url, path: '#/memos', before: async (page) => {
        await page.getByText(/left$/).first().waitFor()
        await page.locator('.memo').nth(1).locator('.line').hover()
      } },
      { name: 'narrow', url: host.url, path: '#/memos', size: [320, 640] },
      { name: 'drop', url: host.url, path: '#/memos', before: hangFiles },
      { name: 'settings', url: host.url, path: '#/settings', size: [900, 860], before: (page) => page.getByText('Copy recordings').waitFor() },
    ])
  } finally {
    await host.stop()
  }
}

if (existsSync(PERSON)) throw new Error(`${PERSON} is there already; move it away: the pictures are taken in it.`)
mkdirSync(into, { recursive: true })
try {
  await fromDouble()
  await takeChatScreens(browser, join(ROOT, 'out/renderer'), into, THEMES)
  await takeModelsScreens(browser, join(ROOT, 'out/renderer'), into, THEMES)
  await takePrivacyScreens(browser, join(ROOT, 'out/renderer'), into, THEMES)
  await fromFirstStart()
  await fromWork()
} finally {
  await browser.close()
  rmSync(PERSON, { recursive: true, force: true })
}
