import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findWhisperCli } from '../../src/main/adapters/whisper/index.ts'
import { missing, shared } from '../shared.ts'
import { countWordErrors, wordErrorRate, type WordErrors } from '../word-error-rate.ts'
import { createStages } from '../write-down.ts'

const SPOKEN = [
  '01-short-us-male',
  '02-short-us-deep',
  '03-short-us-female',
  '04-short-us-female2',
  '05-short-gb',
  '06-short-scotland',
  '07-mid-us',
  '08-mid-gb-female',
  '09-mid-us-deep',
  '10-long-us',
]
const SILENT = '12-silence-90s'
const WORST_RATE = 0.1
// The built-in engine runs at about real time on Linux, on a machine that other tests share.
const LONGEST_MS = 900_000

const NEEDED = [...SPOKEN, SILENT].flatMap((name) => [`audio/${name}.m4a`, `audio/${name}.txt`])

describe.skipIf(missing('models/nanowhisper-en-q5_0.bin', 'models/silero-vad-v6.2.0.bin', ...NEEDED))('writing real recordings down', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-accuracy-'))
  const stages = createStages({ folder, findWhisperCli })
  const writeDown = (name: string, signal: AbortSignal) => stages.writeDown({ name, path: shared(`audio/${name}.m4a`) }, signal)

  afterAll(async () => {
    await stages.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('finds no speech in faint noise, and asks no engine to write it down', async ({ signal }) => {
    expect(await writeDown(SILENT, signal)).toMatchObject({ windows: [], segments: [], speechSeconds: 0 })
  })

  it(`gets no more than ${WORST_RATE * 100}% of the words wrong over all that is spoken`, { timeout: LONGEST_MS }, async ({ signal }) => {
    const all: WordErrors[] = []
    const lines: string[] = []
    for (const name of SPOKEN) {
      const { segments, doubts, engine } = await writeDown(name, signal)
      const errors = countWordErrors(readFileSync(shared(`audio/${name}.txt`), 'utf8'), segments.map(({ text }) => text).join(' '))
      all.push(errors)
      lines.push(`${percent([errors]).padStart(6)}  ${name} (${engine}, ${doubts.length} doubtful)`)
    }
    process.stdout.write(`Word error rate\n${lines.join('\n')}\n${percent(all).padStart(6)}  over all\n`)
    expect(wordErrorRate(all)).toBeLessThanOrEqual(WORST_RATE)
  })
})

const percent = (errors: readonly WordErrors[]): string => `${(wordErrorRate(errors) * 100).toFixed(1)}%`
