import { copyFileSync, mkdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TranscribeResultSchema } from '../../src/contract/transcribe.ts'
import { missing, shared } from '../shared.ts'
import { wavBytes } from '../ports/recordings.ts'
import { makeBadFiles } from './bad-files.ts'
import { resultsOf, runCli } from './run-cli.ts'
import { createHome } from './start-host.ts'
import type { Home } from './start-host.ts'
import { filesBelow, readVault } from './vault-facts.ts'

const GOOD = shared('audio/01-short-us-male.m4a')
const LONGEST_MS = 300_000
/** What no person should have to read. */
const UNPLAIN = /\bat .*:\d+|errno|\bE[A-Z]{4,}\b|undefined|null|\[object|stack|0x|SQLITE|ffmpeg:/

describe.skipIf(missing('models/nanowhisper-en-q5_0.bin', 'audio/01-short-us-male.m4a'))('recordings that are none', { timeout: LONGEST_MS }, () => {
  let home: Home
  beforeAll(async () => {
    home = await createHome()
  })
  afterAll(() => home.remove())

  it('are each told of in a sentence, with exit code 1, and what else was named is written down', async () => {
    const folder = join(home.folder, 'bad')
    const bad = makeBadFiles(folder)
    const good = join(folder, 'good.m4a')
    copyFileSync(GOOD, good)
    // Odd, and a recording: there is no speech in it.
    writeFileSync(join(folder, 'one-sample.wav'), wavBytes(1, 16_000))
    const names = [...bad.keys()]
    const named = [...names.slice(0, 4), 'good.m4a', 'one-sample.wav', ...names.slice(4)]
    const run = await runCli(home, ['transcribe', '--json', ...named], { cwd: folder })
    const results = resultsOf(run)
    expect(results.map(({ file }) => file)).toEqual(named)
    process.stdout.write(`${results.map(({ file, error }) => `  ${file}: ${error?.message ?? 'written down'}`).join('\n')}\n`)
    for (const result of results) {
      expect(() => TranscribeResultSchema.parse(result)).not.toThrow()
      const sentence = bad.get(result.file)
      if (sentence === undefined) {
        expect(result).toMatchObject({ ok: true })
        continue
      }
      expect(result.ok, `${result.file}: ${JSON.stringify(result)}`).toBe(false)
      expect(result.error?.message, result.file).toMatch(sentence)
      expect(`${result.error?.message} ${result.error?.next ?? ''}`, result.file).not.toMatch(UNPLAIN)
      expect(result.error?.message, result.file).toMatch(/^[A-Z].*\.$/)
    }
    expect(results.find(({ file }) => file === 'good.m4a')?.text).toMatch(/orange juice/)
    expect(results.find(({ file }) => file === 'one-sample.wav')).toMatchObject({ text: '', segments: [], speechSeconds: 0 })
    expect(run.code).toBe(1)
    expect(filesBelow(join(home.state, 'work'))).toEqual([])
  })

  it('under any name that the disk takes are written down all the same', async () => {
    const folder = join(home.folder, 'names')
    mkdirSync(folder)
    const names = ['🎤 memo 🦄.m4a', 'two\nlines.m4a', `${'é'.repeat(125)}.m4a`, '-leading.m4a', "it's \"quoted\" $(rm) `x`.m4a"]
    expect(Buffer.byteLength(names[2] ?? '')).toBe(254)
    for (const name of names) copyFileSync(GOOD, join(folder, name))
    const run = await runCli(home, ['transcribe', '--json', '--no-file', '--', ...names], { cwd: folder })
    expect(resultsOf(run).map(({ file, ok, error }) => ({ file, ok, error }))).toEqual(names.map((file) => ({ file, ok: true, error: undefined })))
    expect(run.code).toBe(0)
  })

  it('file each name safely as a note, once a recording', async () => {
    const folder = join(home.folder, 'more names')
    mkdirSync(folder)
    const names = ['03 🎧\nnight.m4a', `${'ü'.repeat(125)}.m4a`]
    copyFileSync(shared('audio/03-short-us-female.m4a'), join(folder, names[0] ?? ''))
    copyFileSync(shared('audio/05-short-gb.m4a'), join(folder, names[1] ?? ''))
    const run = await runCli(home, ['transcribe', '--json', ...names], { cwd: folder })
    const notes = resultsOf(run).map(({ note }) => note)
    expect(run.code, run.out).toBe(0)
    expect(new Set(notes).size).toBe(2)
    for (const note of notes) expect(statSync(note?.startsWith('/') ? note : join(home.vault, note ?? '')).isFile()).toBe(true)
    const vault = readVault(home.vault)
    expect(vault.notes.every(({ whole }) => whole)).toBe(true)
    expect(vault.files.filter((path) => path.split('/').some((part) => /[\n"*:<>?\\|]/.test(part)))).toEqual([])
  })

  it('a recording cut short is written down as far as it goes, and that is said', async () => {
    const path = join(home.folder, 'cut.wav')
    execFileSync('ffmpeg', ['-v', 'error', '-i', shared('audio/02-short-us-deep.m4a'), '-ar', '16000', path])
    truncateSync(path, Math.floor(statSync(path).size * 0.7))
    const run = await runCli(home, ['transcribe', '--json', '--no-file', path])
    const [result] = resultsOf(run)
    expect(result).toMatchObject({ ok: true, file: path })
    expect(result?.text.length).toBeGreaterThan(5)
    expect(result?.damage).toMatch(/damaged after .*written down/)
  })

  it('a folder that was named and a link to a recording are both taken for what they are', async () => {
    const link = join(home.folder, 'link.m4a')
    symlinkSync(GOOD, link)
    const run = await runCli(home, ['transcribe', '--json', '--no-file', home.folder, link])
    const [folder, linked] = resultsOf(run)
    expect(folder?.ok).toBe(false)
    expect(folder?.error?.message).toMatch(/folder|recording/)
    expect(`${folder?.error?.message} ${folder?.error?.next ?? ''}`).not.toMatch(UNPLAIN)
    expect(linked).toMatchObject({ ok: true })
  })
})
