import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MemoRow } from '../../src/contract/memos.ts'
import type { HostConnection } from '../../src/main/rpc/index.ts'
import { missing, shared } from '../shared.ts'
import { runCli } from './run-cli.ts'
import { createHome, startHost } from './start-host.ts'
import type { Home, RunningHost } from './start-host.ts'
import { readVault } from './vault-facts.ts'

const LONGEST_MS = 240_000
const ONE = shared('audio/01-short-us-male.m4a')
const TWO = shared('audio/03-short-us-female.m4a')
const SPEECH = 'nanowhisper-en-q5_0.bin'
const UNPLAIN = /\bat .*:\d+|errno|\bE[A-Z]{4,}\b|undefined|\[object|SQLITE/

interface Watching {
  readonly home: Home
  readonly inbox: string
  readonly host: RunningHost
  readonly line: HostConnection
  restart(): Promise<Watching>
}

const yamlOf = (inbox: string): string => `memos:\n  restSeconds: 0.1\n  watch: [${JSON.stringify(inbox)}]\nmodels:\n  language: none\n  threads: 1\n`

const watching = async (prepare: (home: Home) => void = () => undefined, options: Parameters<typeof createHome>[0] = {}): Promise<Watching> => {
  const home = await createHome(options)
  onTestFinished(() => home.remove())
  const inbox = join(home.folder, 'inbox')
  mkdirSync(inbox)
  await home.settings(yamlOf(inbox))
  prepare(home)
  const open = async (): Promise<Watching> => {
    const host = await startHost(home)
    onTestFinished(async () => void (await host.stop('SIGKILL')))
    const line = await host.connect()
    onTestFinished(() => line.close())
    return {
      home,
      inbox,
      host,
      line,
      restart: async () => {
        await host.stop()
        return open()
      },
    }
  }
  return open()
}

const rowsOf = async ({ line }: Watching): Promise<readonly MemoRow[]> => (await line.api.memos.list({ limit: 1000 })).rows

/** Waits until the list is as wanted, and gives it. */
const rowsWhen = async (place: Watching, holds: (rows: readonly MemoRow[]) => boolean, timeoutMs = 120_000): Promise<readonly MemoRow[]> => {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const rows = await rowsOf(place)
    if (holds(rows)) return rows
    if (performance.now() > deadline) throw new Error(`It never held: ${JSON.stringify(rows, null, 1)}`)
    await sleep(50)
  }
}
const allFiled = (count: number) => (rows: readonly MemoRow[]) => rows.length === count && rows.every(({ state }) => state === 'filed')
const expectPlain = (row: MemoRow | undefined): void => {
  expect(row?.line).toMatch(/^[A-Z].*\.$/)
  expect(`${row?.line} ${row?.problem?.message ?? ''} ${row?.problem?.next ?? ''}`).not.toMatch(UNPLAIN)
}

const isRoot = process.getuid?.() === 0
const canMount = (): boolean => {
  if (!isRoot || process.platform !== 'linux') return false
  const folder = `/tmp/freehold-mount-${process.pid}`
  mkdirSync(folder, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return mounted
}
const tmpfs = (folder: string, megabytes: number): void => {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
}
const NEEDS_MOUNT = 'needs to mount a tmpfs'

describe.skipIf(missing(`models/${SPEECH}`, 'audio/01-short-us-male.m4a'))('a place that is not as it should be', { timeout: LONGEST_MS }, () => {
  it.skipIf(!canMount())(`waits while the vault's disk is full, and goes on by itself when there is room (${NEEDS_MOUNT})`, async () => {
    const place = await watching((home) => {
      tmpfs(home.vault, 1)
      writeFileSync(join(home.vault, 'film'), Buffer.alloc(1_010_000))
      spawnSync('sh', ['-c', `cat /dev/zero > ${home.vault}/rest 2>/dev/null`])
    })
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    const [row] = await rowsWhen(place, ([first]) => first?.waitsFor === 'disk')
    expect(row?.line).toMatch(/disk .*full/)
    expectPlain(row)
    rmSync(join(place.home.vault, 'film'))
    rmSync(join(place.home.vault, 'rest'))
    await rowsWhen(place, allFiled(1))
    const vault = readVault(place.home.vault)
    expect(vault.notes.map(({ whole }) => whole)).toEqual([true])
    expect(vault.leftovers).toEqual([])
  })

  it.skipIf(!canMount())(`files into a vault on another disk, waits while that disk is away, and goes on when it is back (${NEEDS_MOUNT})`, async () => {
    const place = await watching((home) => tmpfs(home.vault, 16))
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    await rowsWhen(place, allFiled(1))
    const away = `${place.home.vault}-away`
    mkdirSync(away)
    execFileSync('mount', ['--bind', place.home.vault, away])
    onTestFinished(() => void spawnSync('umount', ['-l', away]))
    execFileSync('umount', ['-l', place.home.vault])
    copyFileSync(TWO, join(place.inbox, 'b.m4a'))
    const rows = await rowsWhen(place, (all) => all.some(({ waitsFor }) => waitsFor === 'vault'))
    expectPlain(rows.find(({ waitsFor }) => waitsFor === 'vault'))
    expect(readdirSync(place.home.vault)).toEqual([])
    execFileSync('mount', ['--bind', away, place.home.vault])
    await rowsWhen(place, allFiled(2))
    expect(readVault(place.home.vault).notes.map(({ whole }) => whole)).toEqual([true, true])
  })

  it('waits while the vault was renamed away, makes no second one, and goes on when it is back', async () => {
    const place = await watching()
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    await rowsWhen(place, allFiled(1))
    renameSync(place.home.vault, `${place.home.vault}-away`)
    copyFileSync(TWO, join(place.inbox, 'b.m4a'))
    const rows = await rowsWhen(place, (all) => all.some(({ waitsFor }) => waitsFor === 'vault'))
    expectPlain(rows.find(({ waitsFor }) => waitsFor === 'vault'))
    expect(readdirSync(place.home.folder)).not.toContain('vault')
    renameSync(`${place.home.vault}-away`, place.home.vault)
    await rowsWhen(place, allFiled(2))
  })

  it('says of each model file what is wrong with it, waits, and goes on when a good one has been copied in', async () => {
    const models = (home: Home): string => join(home.folder, 'models')
    const place = await watching((home) => {
      mkdirSync(models(home))
      home.env['FREEHOLD_MODELS'] = models(home)
      copyFileSync(shared(`models/${SPEECH}`), join(models(home), 'cut.bin'))
      truncateSync(join(models(home), 'cut.bin'), 3_000_000)
      writeFileSync(join(models(home), 'random.bin'), Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 251)))
      writeFileSync(join(models(home), 'empty.gguf'), '')
      copyFileSync(shared('models/embed-static-64d-f16.gguf'), join(models(home), 'other-kind.gguf'))
    })
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    const [row] = await rowsWhen(place, ([first]) => first?.waitsFor === 'model')
    expectPlain(row)
    const { found } = await place.line.api.models.list({})
    for (const name of ['cut', 'random', 'empty']) expect(found.find(({ id }) => id === name)?.fault, `${name}: ${JSON.stringify(found)}`).toMatch(/^[A-Z].*\.$/)
    const doctor = await runCli(place.home, ['doctor'])
    expect(doctor.out).toMatch(/model/i)
    expect(doctor.out).not.toMatch(UNPLAIN)

    const slowly = join(models(place.home), SPEECH)
    const bytes = execFileSync('cat', [shared(`models/${SPEECH}`)], { maxBuffer: 1 << 26 })
    for (let part = 0; part < 4; part++) {
      writeFileSync(slowly, bytes.subarray((part * bytes.length) / 4, ((part + 1) * bytes.length) / 4), { flag: 'a' })
      await sleep(400)
    }
    await rowsWhen(place, allFiled(1))
  })

  it('marks a recording over which the engine dies three times, and goes on with the next', async () => {
    // A whisper-cli that dies three times, as over a recording that breaks it, and is then no more.
    const place = await watching((home) => {
      const programs = join(home.folder, 'programs')
      mkdirSync(programs)
      writeFileSync(join(programs, 'whisper-cli'), '#!/bin/sh\necho x >> "$0.deaths"\n[ "$(wc -l < "$0.deaths")" -ge 3 ] && rm "$0"\nkill -9 $$\n', { mode: 0o755 })
      home.env['PATH'] = `${programs}:${home.env['PATH'] ?? ''}`
    })
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    const [row] = await rowsWhen(place, ([first]) => first?.state === 'failed')
    expect(row?.problem?.message).toMatch(/broke off three times/)
    expect(readdirSync(join(place.home.folder, 'programs'))).toEqual(['whisper-cli.deaths'])
    copyFileSync(TWO, join(place.inbox, 'b.m4a'))
    await rowsWhen(place, (rows) => rows.length === 2 && rows.some(({ state }) => state === 'filed'))
    await place.line.api.memos.retry({ rowId: row?.rowId ?? '' })
    await rowsWhen(place, allFiled(2))
  })

  it('keeps the last good settings while the file is broken, and says at which line and column', async () => {
    const place = await watching()
    await place.home.settings(`${yamlOf(place.inbox)}web:\n  port: [\n`)
    let problems: readonly { readonly line: number | null; readonly column: number | null; readonly message: string }[] = []
    for (let tries = 0; tries < 100 && problems.length === 0; tries++) {
      await sleep(100)
      problems = (await place.line.api.settings.get({})).problems
    }
    expect(problems[0]?.line).toBeGreaterThan(6)
    expect(problems[0]?.column).toBeGreaterThan(0)
    expect(problems[0]?.message).not.toMatch(UNPLAIN)
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    await rowsWhen(place, allFiled(1))
  })

  it('sets a damaged list of memos aside and knows from the vault what is filed', async () => {
    const place = await watching()
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    await rowsWhen(place, allFiled(1))
    const before = readVault(place.home.vault)
    await place.host.stop()
    writeFileSync(join(place.home.state, 'memos.db'), Buffer.alloc(64_000, 7))
    const again = await place.restart()
    await rowsWhen(again, allFiled(1))
    expect(readdirSync(again.home.state).some((name) => name.startsWith('memos.db.damaged-'))).toBe(true)
    await sleep(1500)
    expect(readVault(again.home.vault).files).toEqual(before.files)
  })

  it('follows no link out of a watched folder, and lets go of a file that vanishes', async () => {
    const place = await watching()
    symlinkSync(TWO, join(place.inbox, 'link.m4a'))
    writeFileSync(join(place.inbox, 'brief.m4a'), 'still being written')
    rmSync(join(place.inbox, 'brief.m4a'))
    copyFileSync(ONE, join(place.inbox, 'a.m4a'))
    await rowsWhen(place, allFiled(1))
    expect((await rowsOf(place)).map(({ fileName }) => fileName)).toEqual(['a.m4a'])
  })
})
