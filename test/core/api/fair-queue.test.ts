import fc from 'fast-check'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createFairQueue } from '../../../src/main/core/api/fair-queue.ts'

const never = new AbortController().signal
const CLIENTS = ['a', 'b', 'c']
const PLACES = ['x', 'y']

const open = (limits: { readonly atOnce?: number; readonly ofOne?: number; readonly most?: number } = {}) =>
  createFairQueue({ atOnce: () => limits.atOnce ?? 1, atOnceOfOne: () => limits.ofOne ?? 4, mostOfOne: () => limits.most ?? 1000, onChange: () => undefined })

describe('the queue before an engine', () => {
  it('lets a newcomer go after those who wait, not after all that they ask', async () => {
    const queue = open()
    const order: string[] = []
    const ask = (clientId: string): Promise<void> => queue.enter(clientId, 'x', never).then(async (leave) => {
      order.push(clientId)
      await setImmediate()
      leave()
    })
    const greedy = Array.from({ length: 10 }, () => ask('a'))
    const modest = [ask('b'), ask('c')]
    await Promise.all([...greedy, ...modest])
    expect(order.slice(0, 5)).toContain('b')
    expect(order.slice(0, 5)).toContain('c')
    expect(order).toHaveLength(12)
  })

  it('starves nobody whose calls wait behind two that come back each time', async () => {
    const queue = open()
    const order: string[] = []
    let rounds = 0
    const again = async (clientId: string): Promise<void> => {
      while (rounds < 60) {
        const leave = await queue.enter(clientId, 'x', never)
        rounds += 1
        order.push(clientId)
        await setImmediate()
        leave()
      }
    }
    const greedy = Array.from({ length: 20 }, () => queue.enter('a', 'x', never).then((leave) => {
      order.push('a')
      leave()
    }))
    await Promise.all([again('b'), again('c'), ...greedy])
    const firstHalf = order.slice(0, 45)
    expect(firstHalf.filter((each) => each === 'a').length).toBeGreaterThanOrEqual(12)
  })

  it('gives a place back once, however often it is left', async () => {
    const queue = open()
    const leave = await queue.enter('a', 'x', never)
    leave()
    leave()
    await queue.enter('a', 'x', never)
    const second = queue.enter('b', 'x', never).then(() => 'in')
    await setImmediate()
    expect(await Promise.race([second, Promise.resolve('waits')])).toBe('waits')
    expect(queue.waiting()).toBe(1)
  })

  it('turns away at once what is too much of one client, and hears an abort while it waits', async () => {
    const queue = open({ most: 2 })
    await queue.enter('a', 'x', never)
    const leaving = new AbortController()
    const waits = queue.enter('a', 'x', leaving.signal)
    await expect(queue.enter('a', 'x', never)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    leaving.abort()
    await expect(waits).rejects.toMatchObject({ name: 'AbortError' })
    expect(queue.waiting()).toBe(0)
    await expect(queue.enter('a', 'x', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('holds its limits whatever comes, loses no call, and serves each client in its order', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ type: fc.constant('enter' as const), client: fc.constantFrom(...CLIENTS), place: fc.constantFrom(...PLACES) }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('leave' as const), which: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('abort' as const), which: fc.nat(20) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), async (steps, atOnce, ofOne) => {
        const queue = open({ atOnce, ofOne })
        interface Call { readonly id: number; readonly client: string; readonly place: string; readonly aborter: AbortController; state: 'waits' | 'in' | 'out' | 'gone'; leave: () => void }
        const calls: Call[] = []
        const count = (test: (call: Call) => boolean): number => calls.filter(test).length
        const check = (): void => {
          for (const place of PLACES) expect(count((call) => call.state === 'in' && call.place === place)).toBeLessThanOrEqual(atOnce)
          for (const client of CLIENTS) expect(count((call) => call.state === 'in' && call.client === client)).toBeLessThanOrEqual(ofOne)
          expect(queue.waiting()).toBe(count((call) => call.state === 'waits'))
          for (const call of calls.filter(({ state }) => state === 'waits')) {
            const isPlaceFull = count(({ state, place }) => state === 'in' && place === call.place) >= atOnce
            const isClientFull = count(({ state, client }) => state === 'in' && client === call.client) >= ofOne
            // Nobody waits for nothing, and nobody goes before an earlier call of the same client at the same place.
            expect(isPlaceFull || isClientFull).toBe(true)
            expect(calls.some((later) => later.id > call.id && later.client === call.client && later.place === call.place && later.state === 'in')).toBe(false)
          }
        }
        for (const each of steps) {
          if (each.type === 'enter') {
            const call: Call = { id: calls.length, client: each.client, place: each.place, aborter: new AbortController(), state: 'waits', leave: () => undefined }
            calls.push(call)
            queue.enter(call.client, call.place, call.aborter.signal).then(
              (leave) => Object.assign(call, { state: 'in', leave }),
              () => Object.assign(call, { state: 'gone' }),
            )
          } else {
            const among = calls.filter(({ state }) => state === (each.type === 'leave' ? 'in' : 'waits'))
            const call = among[each.which % Math.max(1, among.length)]
            if (call === undefined) continue
            if (each.type === 'abort') call.aborter.abort()
            else {
              call.state = 'out'
              call.leave()
            }
          }
          await setImmediate()
          check()
        }
        for (let more = true; more; ) {
          const call = calls.find(({ state }) => state === 'in')
          more = call !== undefined
          if (call !== undefined) {
            call.state = 'out'
            call.leave()
          }
          await setImmediate()
          check()
        }
        expect(count(({ state }) => state === 'waits')).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})
