import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { coalesce, type Sink } from '../../../src/main/core/lib/coalesce.ts'

const clock = { monotonic: () => performance.now(), sleep: (milliseconds: number, signal: AbortSignal) => sleep(milliseconds, undefined, { signal }) }

const start = (intervalMs: number, signal = new AbortController().signal, isUrgent?: (item: readonly number[]) => boolean) => {
  let sink: Sink<number[]> | undefined
  let stopped = 0
  const stream = coalesce<number[]>({
    subscribe: (given) => {
      sink = given
      return () => void (stopped += 1)
    },
    merge: (older, newer) => [...older, ...newer],
    intervalMs,
    ...(isUrgent === undefined ? {} : { isUrgent }),
    clock,
    signal,
  })
  if (sink === undefined) throw new Error('not subscribed at once')
  return { stream, sink, stops: () => stopped }
}

describe('a coalesced stream', () => {
  it('misses nothing between subscribing and the first read, and merges it into one item', async () => {
    const { stream, sink } = start(0)
    sink.push([1])
    sink.push([2])
    expect(await stream.next()).toEqual({ done: false, value: [1, 2] })
  })

  it('hands on no more than the interval allows, and the last item always', async () => {
    const { stream, sink } = start(50)
    const feed = (async () => {
      for (let index = 0; index < 40; index += 1) {
        sink.push([index])
        await sleep(5)
      }
      sink.end()
    })()
    const items: number[][] = []
    for await (const item of stream) items.push(item)
    await feed
    expect(items.flat()).toEqual(Array.from({ length: 40 }, (_, index) => index))
    expect(items.length).toBeLessThanOrEqual(10)
    expect(items.length).toBeGreaterThan(2)
  })

  it('lets what is urgent wait for nothing, and takes along what waits', async () => {
    const { stream, sink } = start(600_000, undefined, (item) => item.includes(7))
    sink.push([1])
    expect(await stream.next()).toEqual({ done: false, value: [1] })
    const next = stream.next()
    sink.push([2])
    await sleep(5)
    sink.push([7])
    expect(await next).toEqual({ done: false, value: [2, 7] })
    // Before anybody rests, too; and what comes after it rests again.
    sink.push([7])
    expect(await stream.next()).toEqual({ done: false, value: [7] })
    sink.push([3])
    expect(await Promise.race([stream.next(), sleep(50)])).toBeUndefined()
    sink.end()
  })

  it('ends quietly on an abort while it waits, and stops its source once', async () => {
    const aborting = new AbortController()
    const { stream, stops } = start(0, aborting.signal)
    const waiting = stream.next()
    aborting.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
    await stream.return(undefined)
    expect(stops()).toBe(1)
  })

  it('stops its source when it is left while it waits, or before it was ever read', async () => {
    const read = start(0)
    const waiting = read.stream.next()
    await read.stream.return(undefined)
    expect((await waiting).done).toBe(true)
    const unread = start(0)
    await unread.stream.return(undefined)
    expect([read.stops(), unread.stops()]).toEqual([1, 1])
  })

  it('delivers what is pending before it fails', async () => {
    const { stream, sink } = start(0)
    sink.push([1])
    sink.fail(new Error('broken'))
    expect((await stream.next()).value).toEqual([1])
    await expect(stream.next()).rejects.toThrow('broken')
  })
})
