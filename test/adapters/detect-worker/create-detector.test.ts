import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { createDetector, type Detector } from '../../../src/main/adapters/detect-worker/index.ts'
import type { Log, Person } from '../../../src/main/core/ports/index.ts'

const BUILT = fileURLToPath(new URL('../../../out/main/detect-worker.js', import.meta.url))
const PLANTED = fileURLToPath(new URL('planted-worker.ts', import.meta.url))
const { signal } = new AbortController()
const events: string[] = []
const log: Log = { debug: () => undefined, info: () => undefined, warn: (event) => void events.push(event), error: (event) => void events.push(event) }

let open: Detector[] = []
const detector = (workerPath: string, people: () => readonly Person[] = () => [], limits: { readonly sliceMs?: number; readonly startMs?: number; readonly idleMs?: number } = { sliceMs: 5_000, startMs: 30_000 }): Detector => {
  const made = createDetector({ workerPath, people, log, limits })
  open.push(made)
  return made
}
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()))
  open = []
  events.length = 0
})

describe('the detector in its worker', () => {
  it('finds details in each text, and the people of the list', async () => {
    const { detect } = detector(BUILT, () => [{ name: 'Xerxes', aliases: ['Xer'] }])
    expect(await detect(['card 4111 1111 1111 1111', '', 'ask xer'], signal)).toEqual([
      { details: [{ kind: 'card', start: 5, end: 24 }], people: [] },
      { details: [], people: [] },
      { details: [{ kind: 'person', start: 4, end: 7 }], people: ['Xerxes'] },
    ])
  })

  it.skipIf(process.platform !== 'linux')('ends its thread when nothing was looked through for a while, and starts another', async () => {
    const threads = (): number => readdirSync('/proc/self/task').length
    const before = threads()
    const { detect } = detector(BUILT, () => [], { sliceMs: 5_000, startMs: 30_000, idleMs: 100 })
    await detect(['card 4111 1111 1111 1111'], signal)
    const working = threads()
    expect(working).toBeGreaterThan(before)
    await expect.poll(threads, { timeout: 20_000 }).toBeLessThan(working)
    expect(events).toEqual([])
    expect(await detect(['call +45 20 12 34 56'], signal)).toMatchObject([{ details: [{ kind: 'phone' }] }])
  })

  it('takes the list as it is at each call', async () => {
    let people: readonly Person[] = []
    const { detect } = detector(BUILT, () => people)
    expect(await detect(['xerxes'], signal)).toMatchObject([{ people: [] }])
    people = [{ name: 'Xerxes', aliases: [] }]
    expect(await detect(['xerxes'], signal)).toMatchObject([{ people: ['Xerxes'] }])
  })

  it('does not look again through a text it knows, unless the list of people is another one', async () => {
    let people: readonly Person[] = [{ name: 'Ann', aliases: [] }]
    const { detect, close } = detector(BUILT, () => people)
    const found = await detect(['ask Ann', 'call +45 20 12 34 56'], signal)
    expect(found).toMatchObject([{ people: ['Ann'] }, { details: [{ kind: 'phone' }] }])
    // Nobody is left who could look.
    await close()
    expect(await detect(['call +45 20 12 34 56', 'ask Ann', 'another'], signal)).toEqual([found[1], found[0], null])
    people = [...people]
    expect(await detect(['ask Ann'], signal)).toEqual([null])
  })

  it('looks through a megabyte in slices, each within its own time', async () => {
    const text = `${'All is well in the garden today. '.repeat(31_000)}IBAN DE89 3704 0044 0532 0130 00`
    const [found] = await detector(BUILT).detect([text], signal)
    expect(found?.details.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([['iban', 'DE89 3704 0044 0532 0130 00']])
  })

  it.each(['hang', 'exit', 'memory'])('is ended by a rule that does %s, gives null for that text and finds the next', async (fault) => {
    const { detect } = detector(PLANTED, () => [{ name: 'Ann', aliases: [] }], { sliceMs: fault === 'memory' ? 20_000 : 1_000, startMs: 30_000 })
    expect(await detect(['well', fault, 'well'], signal)).toEqual([{ details: [], people: ['Ann'] }, null, { details: [], people: ['Ann'] }])
    expect(events).toContain('detector.ended')
  })

  it('ends a slow rule after 200 ms when nothing else is said', async () => {
    const { detect } = detector(PLANTED, () => [], {})
    expect(await detect(['hang'], signal)).toEqual([null])
  })

  it.each(['throw', 'lie'])('gives null for a text whose rules %s, and keeps the worker', async (fault) => {
    const { detect } = detector(PLANTED)
    expect(await detect([fault, 'well'], signal)).toEqual([null, { details: [], people: [] }])
    expect(events).toEqual([])
  })

  it('starts anew after a crash between two texts', async () => {
    const { detect } = detector(PLANTED)
    await detect(['crash'], signal)
    // The crash is heard of whenever the machine comes to it: what was sent before is lost, and counts as more private.
    await expect.poll(() => detect(['well'], signal), { timeout: 20_000 }).toEqual([{ details: [], people: [] }])
    await expect.poll(() => events, { timeout: 20_000 }).toContain('detector.ended')
    expect(await detect(['well again'], signal)).toEqual([{ details: [], people: [] }])
  })

  it('gives null for all texts when its file is missing', async () => {
    const { detect } = detector(`${BUILT}.missing.js`)
    expect(await detect(['one', 'two'], signal)).toEqual([null, null])
  })

  it('gives null when it does not start in time', async () => {
    expect(await detector(PLANTED, () => [], { startMs: 1 }).detect(['well'], signal)).toEqual([null])
  })

  it('answers an abort at once, and the next call all the same', async () => {
    const { detect } = detector(PLANTED, () => [], { sliceMs: 2_000, startMs: 30_000 })
    await detect(['well'], signal)
    const aborting = new AbortController()
    const hanging = detect(['hang'], aborting.signal)
    const queued = detect(['well'], aborting.signal)
    const other = detect(['well'], signal)
    aborting.abort()
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' })
    await expect(queued).rejects.toMatchObject({ name: 'AbortError' })
    expect(await other).toEqual([{ details: [], people: [] }])
    await expect(detect(['well'], AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('gives null once it is closed', async () => {
    const made = detector(BUILT)
    await made.detect(['well'], signal)
    await made.close()
    expect(await made.detect(['well'], signal)).toEqual([null])
  })
})
