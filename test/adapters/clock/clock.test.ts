import { describe, expect, it } from 'vitest'
import { createClock } from '../../../src/main/adapters/clock/index.ts'

describe('the clock', () => {
  it('sleeps, and wakes at once when told to stop', async () => {
    const clock = createClock()
    const before = clock.monotonic()
    await clock.sleep(20, new AbortController().signal)
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(15)
    await expect(clock.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })
})
