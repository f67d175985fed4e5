import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createPlace, startHost, until } from './rig.ts'
import type { Place } from './rig.ts'

const CHILD = fileURLToPath(new URL('uploading-child.ts', import.meta.url))
const COUNT = 60
// After so many were taken in; the next ones are then somewhere between their file, its folder and the row.
const KILLS = [1, 9, 20, 33, 47]

/** Uploads until so many are taken in, kills the host there, and gives the numbers of all that it said it had. */
const uploadUntilKilled = (place: Place, taken: number): Promise<readonly number[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, place.state, place.vault, String(COUNT)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split('\n').length - 2 >= taken) child.kill('SIGKILL')
    })
    child.once('error', reject)
    child.once('close', () => resolve(said.split('\n').slice(0, -1).filter((line) => line !== 'ready').map(Number)))
  })

it('has every upload it said it had, once, after a kill between uploads that are written down together', async () => {
  const place = createPlace()
  const taken = new Set<number>()
  try {
    for (const kill of KILLS) {
      for (const number of await uploadUntilKilled(place, kill)) taken.add(number)
      expect(taken.size).toBeGreaterThanOrEqual(kill)
      const host = startHost(place, { models: { speech: null } })
      const words = place.files().filter((name) => name.endsWith('.m4a')).map((name) => readFileSync(join(place.vault, name), 'utf8'))
      await until(() => host.rows().every((row) => row.durationSeconds !== null) && host.rows().length === new Set(words).size, host.rows)
      for (const number of taken) expect(words).toContain(`voice: number ${number}`)
      expect(new Set(host.rows().map((row) => row.memoId)).size).toBe(host.rows().length)
      await host.close()
    }
    await uploadUntilKilled(place, Number.POSITIVE_INFINITY)
    const host = startHost(place, { models: { speech: null } })
    await until(() => host.rows().length === COUNT, () => host.rows().length)
    expect(host.rows().every((row) => row.memoId !== null)).toBe(true)
    expect(place.files().filter((name) => name.endsWith('.tmp'))).toEqual([])
    await host.close()
  } finally {
    place.remove()
  }
}, 120_000)
