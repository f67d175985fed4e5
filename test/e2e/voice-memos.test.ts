import { createHash } from 'node:crypto'
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MemoRow } from '../../src/contract/memos.ts'
import { findPaths } from '../../src/main/adapters/place.ts'
import { connectToHost } from '../../src/main/rpc/index.ts'
import type { HostConnection } from '../../src/main/rpc/index.ts'
import { missing, shared } from '../shared.ts'
import { createHome, startHost } from './start-host.ts'
import type { Home, RunningHost } from './start-host.ts'

const LIBRARY = 'audio/voice-memos-library/Recordings'
// Seven recordings of a minute together, by the built-in engine about as fast as they were spoken.
const LONGEST_MS = 240_000

describe.skipIf(missing(LIBRARY, 'models/nanowhisper-en-q5_0.bin'))('a Voice Memos library in a watched folder', () => {
  let home: Home
  let host: RunningHost
  let line: HostConnection
  let library: string
  const signal = new AbortController().signal

  const rows = async (): Promise<readonly MemoRow[]> => (await line.api.memos.list({ limit: 1000 }, { signal })).rows
  const rowsOnce = async (holds: (rows: readonly MemoRow[]) => boolean): Promise<readonly MemoRow[]> => {
    const deadline = performance.now() + LONGEST_MS - 5_000
    for (;;) {
      const now = await rows()
      if (holds(now)) return now
      if (performance.now() > deadline) throw new Error(`it never held: ${JSON.stringify(now.map((row) => [row.fileName, row.title, row.state, row.waitsFor, row.problem]))}`)
      await sleep(200)
    }
  }
  const areSettled = (now: readonly MemoRow[]): boolean => now.length === 8 && now.every(({ state, waitsFor }) => state === 'filed' || waitsFor === 'download')
  const open = async (): Promise<void> => {
    host = await startHost(home)
    const connected = await connectToHost(findPaths(home.env).socketPath, signal)
    if (!connected) throw new Error('The host does not listen on its socket.')
    line = connected
  }
  const end = async (): Promise<void> => {
    line.close()
    await host.stop()
  }
  const notes = (): readonly string[] => readdirSync(home.vault, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => name.split('/').at(-1) ?? '').sort()
  const bytesOf = (folder: string): readonly string[] =>
    readdirSync(folder).sort().map((name) => `${name} ${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}`)

  beforeAll(async () => {
    home = await createHome()
    library = join(home.folder, 'Recordings')
    cpSync(shared(LIBRARY), library, { recursive: true })
    for (const name of ['', ...readdirSync(library)]) chmodSync(join(library, name), 0o755)
    await home.settings(`memos:\n  restSeconds: 0.2\n  watch:\n    - ${library}\nmodels:\n  language: none\n`)
    await open()
  })
  afterAll(async () => {
    await end()
    await home.remove()
  })

  const EXPECTED = [
    ['', 'Still in iCloud', 'waiting', 'download'],
    ['20261103 091500-1A2B3C4D.m4a', 'Dentist', 'filed', null],
    ['20261104 181200-5E6F7A8B.qta', 'School play', 'filed', null],
    ['20261105 070000-9C0D1E2F.m4a', expect.stringMatching(/[a-z]/), 'filed', null],
    ['20261106 120000-0A0B0C0D.m4a', 'Boiler / pressure: "low"?', 'filed', null],
    ['20261108 080000-0RPHAN00.m4a', expect.stringMatching(/[a-z]/), 'filed', null],
    ['20261108 200000-AABBCCDD.m4a', 'Not here yet', 'waiting', 'download'],
    ['20261109 094500-11223344.m4a', 'Only in the WAL', 'filed', null],
  ]
  const listed = (now: readonly MemoRow[]): unknown => now.map((row) => [row.fileName, row.title, row.state, row.waitsFor]).sort((a, b) => String(a[0]).localeCompare(String(b[0])))

  it('is written down by the real engine, every row in its state, and not a byte of it changes', { timeout: LONGEST_MS }, async () => {
    const now = await rowsOnce(areSettled)
    expect(listed(now)).toEqual(EXPECTED)
    expect(now.every((row) => !/new recording/i.test(row.title))).toBe(true)
    expect(bytesOf(library)).toEqual(bytesOf(shared(LIBRARY)))
    expect(notes()).toHaveLength(6)
    expect((await line.api.system.status({}, { signal })).folders).toMatchObject([{ kind: 'voice-memos', state: 'ok', here: 6, inCloud: 2 }])
    const dentist = now.find(({ title }) => title === 'Dentist')
    if (!dentist?.memoId) throw new Error('no memo')
    const detail = await line.api.memos.get({ memoId: dentist.memoId }, { signal })
    expect(detail.versions).toMatchObject([
      { engine: 'apple', language: 'en', shown: false },
      { engine: expect.stringMatching(/^whisper/), model: 'nanowhisper-en-q5_0', language: 'en', demo: false, shown: true },
    ])
    expect(new Date(dentist.recordedAt).toISOString()).toBe('2026-11-03T08:15:00.000Z')
    for (const { versionId } of detail.versions) expect((await line.api.memos.transcript({ memoId: dentist.memoId, versionId }, { signal })).segments.length).toBeGreaterThan(0)
  })

  it('renames a note whose memo is renamed in Voice Memos', { timeout: 30_000 }, async () => {
    const database = new DatabaseSync(join(library, 'CloudRecordings.db'))
    database.exec("UPDATE ZCLOUDRECORDING SET ZENCRYPTEDTITLE = 'The play at school' WHERE ZENCRYPTEDTITLE = 'School play'")
    database.close()
    utimesSync(join(library, 'CloudRecordings.db'), new Date(), new Date())
    await rowsOnce((now) => now.some(({ title }) => title === 'The play at school'))
    for (let tries = 0; tries < 50 && !notes().some((name) => name.includes('The play at school')); tries++) await sleep(200)
    expect(notes().filter((name) => /play/i.test(name))).toEqual([expect.stringMatching(/The play at school\.md$/)])
  })

  it('is known again after the state folder was lost: nothing is filed twice, and rows have titles, versions and audio', { timeout: LONGEST_MS }, async () => {
    const before = { rows: await rows(), notes: notes() }
    await end()
    for (const name of readdirSync(home.state)) if (name !== 'settings.yaml') rmSync(join(home.state, name), { recursive: true })
    await open()
    const after = await rowsOnce((now) => areSettled(now) && now.every(({ fileName }) => !fileName.endsWith('.md')))
    expect(listed(after)).toEqual(listed(before.rows))
    expect(notes()).toEqual(before.notes)
    for (const { memoId } of after) {
      if (memoId === null) continue
      const detail = await line.api.memos.get({ memoId }, { signal })
      expect(detail.audioPath).not.toBeNull()
      expect(detail.versions.length).toBeGreaterThan(0)
      expect(detail.edited).toBe(false)
      expect((await fetch(new URL(detail.audioPath ?? '', host.url.split('#')[0]))).status).toBe(200)
    }
  })
})
