import { expect, it } from 'vitest'
import { killChats } from '../e2e/chat-kills.ts'
import { seedOfRun } from '../e2e/seeded.ts'
import { missing } from '../shared.ts'

const KILLS = 100

it.skipIf(missing('models/stories260K-f32.gguf'))('loses no turn of a chat, and doubles none, over a hundred kills', { timeout: 3_600_000 }, async ({ signal }) => {
  const seed = seedOfRun()
  process.stdout.write(`Kills with FREEHOLD_SEED=${seed}\n`)
  const { kills, turns, met, seconds } = await killChats({ seed, kills: KILLS, signal })
  process.stdout.write(`${kills} kills over ${turns} turns in ${seconds} s\n${[...met].map(([what, count]) => `${String(count).padStart(4)}  ${what}`).join('\n')}\n`)
  expect(kills).toBe(KILLS)
})
