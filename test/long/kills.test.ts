import { expect, it } from 'vitest'
import { killAgainAndAgain } from '../e2e/kills.ts'
import { seedOfRun } from '../e2e/seeded.ts'
import { missing } from '../shared.ts'

const ROUNDS = 6
const KILLS_A_ROUND = 50

it.skipIf(missing('models/nanowhisper-en-q5_0.bin', 'models/stories260K-f32.gguf', 'audio/01-short-us-male.m4a'))('loses nothing over three hundred kills', { timeout: 7_200_000 }, async ({ signal }) => {
  const first = seedOfRun()
  process.stdout.write(`Kills with FREEHOLD_SEED=${first}\n`)
  let kills = 0
  for (let round = 0; round < ROUNDS; round++) {
    const report = await killAgainAndAgain({ seed: first + round, kills: KILLS_A_ROUND, signal })
    kills += report.kills
    process.stdout.write(`${kills} kills, ${report.memos} memos in ${report.seconds} s\n`)
  }
  expect(kills).toBeGreaterThanOrEqual(ROUNDS * KILLS_A_ROUND)
})
