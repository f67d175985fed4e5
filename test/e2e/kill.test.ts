import { expect, it } from 'vitest'
import { missing } from '../shared.ts'
import { killAgainAndAgain } from './kills.ts'
import { seedOfRun } from './seeded.ts'

const KILLS = 50
const LONGEST_MS = 900_000

it.skipIf(missing('models/nanowhisper-en-q5_0.bin', 'models/silero-vad-v6.2.0.bin', 'models/stories260K-f32.gguf', 'audio/01-short-us-male.m4a'))(
  'loses nothing, doubles nothing and leaves nothing half-written when host, engine or decoder is killed at any step',
  { timeout: LONGEST_MS },
  async ({ signal }) => {
    const seed = seedOfRun()
    process.stdout.write(`Kills with FREEHOLD_SEED=${seed}\n`)
    const report = await killAgainAndAgain({ seed, kills: KILLS, signal })
    const lines = [...report.hits].sort().map(([what, count]) => `${String(count).padStart(4)}  ${what}`)
    process.stdout.write(`${report.kills} kills over ${report.memos} memos in ${report.seconds} s\n${lines.join('\n')}\n`)
    expect(report.kills).toBeGreaterThanOrEqual(KILLS)
    expect([...report.steps].sort()).toEqual(['decode', 'describe', 'detect', 'file', 'identify', 'transcribe', 'upload'])
  },
)
