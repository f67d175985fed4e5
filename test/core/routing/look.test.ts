import { describe, expect, it } from 'vitest'
import { createLook } from '../../../src/main/core/routing/look.ts'
import { detectWords, signal } from './rig.ts'

const never = (_: unknown, given: AbortSignal): Promise<never> => new Promise((_resolve, reject) => given.addEventListener('abort', () => reject(given.reason)))
// Time is over at once for what waits, and what does not wait is there before.
const clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) }

describe('looking for details and topics', () => {
  it('takes what is late for what is missing, and ends it', async () => {
    let ended = false
    const look = createLook({ clock, detectTopics: async () => ['health'], detect: (texts, given) => never(texts, given).catch((error: unknown) => {
      ended = true
      throw error
    }) })
    expect(await look(['a', 'b'], signal)).toEqual({ detections: [null, null], topics: ['health'] })
    expect(ended).toBe(true)
  })

  it('gives what there is of the one when the other fails', async () => {
    const look = createLook({ clock, detect: async (texts) => texts.map(detectWords), detectTopics: never })
    expect(await look(['Mara'], signal)).toMatchObject({ detections: [{ people: ['Mara Ellegaard'] }], topics: null })
  })

  it('ends with an abort', async () => {
    const ending = new AbortController()
    const look = createLook({ clock: { ...clock, sleep: () => new Promise<void>(() => {}) }, detect: never, detectTopics: never })
    const looking = look(['a'], ending.signal)
    ending.abort()
    await expect(looking).rejects.toThrow(/abort/i)
  })
})
