import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { missing, shared } from '../shared.ts'
import { resultsOf, runCli } from './run-cli.ts'
import { createHome, startHost } from './start-host.ts'
import type { Home } from './start-host.ts'
import { filesBelow } from './vault-facts.ts'

const LONGEST_MS = 240_000
const ONE = shared('audio/01-short-us-male.m4a')
const TWO = shared('audio/03-short-us-female.m4a')
const NOBODY = 65_534

describe.skipIf(missing('models/nanowhisper-en-q5_0.bin', 'audio/01-short-us-male.m4a', 'audio/03-short-us-female.m4a'))('the command line', { timeout: LONGEST_MS }, () => {
  let home: Home
  beforeAll(async () => {
    home = await createHome()
    copyFileSync(ONE, join(home.folder, 'one.m4a'))
    copyFileSync(TWO, join(home.folder, 'two.m4a'))
  })
  afterAll(() => home.remove())

  it('prints one JSON object a file, in the shape that is promised, and leaves the vault alone with --no-file', async () => {
    const run = await runCli(home, ['transcribe', 'one.m4a', './two.m4a', '--json', '--no-file', '--model', 'nanowhisper-en-q5_0', '--language', 'en'])
    expect(run).toMatchObject({ code: 0, err: '' })
    const [one, two] = resultsOf(run)
    expect([one?.file, two?.file]).toEqual(['one.m4a', './two.m4a'])
    expect(Object.keys(one ?? {}).sort()).toEqual(['durationSeconds', 'elapsedSeconds', 'engine', 'file', 'language', 'model', 'ok', 'segments', 'speechSeconds', 'text'])
    expect(one).toMatchObject({ ok: true, model: 'nanowhisper-en-q5_0', language: 'en' })
    expect(one?.durationSeconds).toBeCloseTo(4.5, 0)
    for (const segment of one?.segments ?? []) {
      expect(segment.endSeconds).toBeGreaterThan(segment.startSeconds)
      for (const word of segment.words ?? []) expect(Object.keys(word)).toEqual(expect.arrayContaining(['startSeconds', 'endSeconds', 'text']))
    }
    expect(one?.segments.flatMap(({ words }) => words ?? []).length).toBeGreaterThan(3)
    expect(filesBelow(home.vault).filter((path) => path !== '.freehold')).toEqual([])
  })

  it('says which model it does not know, and which language', async () => {
    const run = await runCli(home, ['transcribe', 'one.m4a', '--json', '--no-file', '--model', 'large-v99'])
    expect(run.code).toBe(1)
    expect(resultsOf(run)[0]).toMatchObject({ file: 'one.m4a', ok: false, error: { code: 'NO_MODEL' } })
    const language = await runCli(home, ['transcribe', 'one.m4a', '--json', '--no-file', '--language', 'klingon'])
    expect(language.code).toBe(1)
    expect(resultsOf(language)[0]?.error?.message).toMatch(/language/i)
  })

  it('says the same through a host that runs, and files once what both were given', async () => {
    const alone = await runCli(home, ['transcribe', 'one.m4a', '--json'])
    const [first] = resultsOf(alone)
    expect(first).toMatchObject({ ok: true })
    expect(first?.note).toMatch(/\.md$/)
    const host = await startHost(home)
    onTestFinished(async () => void (await host.stop('SIGKILL')))
    const through = await runCli(home, ['transcribe', 'one.m4a', 'two.m4a', 'none.m4a', '--json'])
    const [again, two, none] = resultsOf(through)
    expect(through.code).toBe(1)
    expect(again).toMatchObject({ file: 'one.m4a', ok: true, text: first?.text, note: first?.note })
    expect(two).toMatchObject({ file: 'two.m4a', ok: true })
    expect(none).toMatchObject({ file: 'none.m4a', ok: false, error: { code: 'FILE_GONE' } })
    expect(filesBelow(home.vault).filter((path) => path.endsWith('.md'))).toHaveLength(2)

    const memos = JSON.parse((await runCli(home, ['memos', '--json'])).out) as { readonly counts: unknown; readonly rows: readonly { readonly state: string }[] }
    expect(memos.counts).toMatchObject({ total: 2, filed: 2 })
    expect(memos.rows.map(({ state }) => state)).toEqual(['filed', 'filed'])
    const models = await runCli(home, ['models'])
    expect(models).toMatchObject({ code: 0 })
    expect(models.out).toMatch(/^\* speech +nanowhisper-en-q5_0/m)
    const doctor = JSON.parse((await runCli(home, ['doctor', '--json'])).out) as { readonly checks: readonly { readonly id: string }[] }
    expect(doctor.checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['engine.speech', 'engine.language', 'folder.vault', 'folder.state']))
    const second = await runCli(home, ['serve', '--port', '0'])
    expect(second.code).toBe(1)
    expect(second.err).toMatch(new RegExp(`already running.*process ${host.pid}`))
  })

  const mayBecomeNobody = process.getuid?.() === 0 && spawnSync('setpriv', ['--reuid', String(NOBODY), '--clear-groups', process.execPath, '-e', '']).status === 0

  it.skipIf(!mayBecomeNobody)('says which folder may not be read or written, and loses nothing (needs root, to run as nobody)', async () => {
    const theirs = await createHome()
    onTestFinished(() => theirs.remove())
    mkdirSync(theirs.vault)
    const locked = join(theirs.folder, 'locked.m4a')
    copyFileSync(ONE, locked)
    copyFileSync(TWO, join(theirs.folder, 'open.m4a'))
    chownSync(theirs.folder, NOBODY, NOBODY)
    chownSync(theirs.state, NOBODY, NOBODY)
    chownSync(join(theirs.state, 'settings.yaml'), NOBODY, NOBODY)
    chmodSync(locked, 0o600)
    chmodSync(theirs.vault, 0o555)
    const asNobody = (...args: readonly string[]) =>
      spawnSync('setpriv', ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', process.execPath, theirs.cli, ...args], { cwd: theirs.folder, env: theirs.env, encoding: 'utf8' })
    const { stdout, status } = asNobody('transcribe', '--json', 'locked.m4a', 'open.m4a')
    const [unreadable, unfiled] = resultsOf({ code: status, out: stdout, err: '' })
    expect(status).toBe(1)
    expect(unreadable?.error).toMatchObject({ code: 'NO_PERMISSION' })
    expect(unreadable?.error?.message).toMatch(/may not read|not allowed to read/)
    expect(unfiled?.error).toMatchObject({ code: 'NO_PERMISSION' })
    expect(unfiled?.error?.message).toMatch(/may not write/)
    // Nothing is lost: once the vault may be written, the note comes.
    chownSync(theirs.vault, NOBODY, NOBODY)
    chmodSync(theirs.vault, 0o755)
    const again = asNobody('transcribe', '--json', 'open.m4a')
    expect(resultsOf({ code: again.status, out: again.stdout, err: '' })[0]).toMatchObject({ ok: true })
    expect(filesBelow(theirs.vault).filter((path) => path.endsWith('.md'))).toHaveLength(1)
  })
})
