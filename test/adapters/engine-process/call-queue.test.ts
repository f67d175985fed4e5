import { describe, expect, it } from 'vitest'
import { createCallQueue } from '../../../src/main/adapters/engine-process/call-queue.ts'

type Order = 'urgent' | 'together' | undefined

const queueOf = (mostTogether = 3) => {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  let fits = true
  const queue = createCallQueue({ mostTogether: () => mostTogether, onDone: () => undefined })
  const add = (name: string, order?: Order): void =>
    queue.add({
      order,
      fits: () => fits,
      work: () => {
        started.push(name)
        return new Promise<void>((resolve) => ends.set(name, resolve))
      },
    })
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await settled()
  }
  return { queue, add, end, started, fit: (now: boolean) => void (fits = now) }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the queue of calls to one model', () => {
  it('runs one at a time as they came, urgent ones first', async () => {
    const { add, end, started } = queueOf()
    add('title')
    add('topic')
    add('chat', 'urgent')
    await settled()
    expect(started).toEqual(['chat'])
    await end('chat')
    await end('title')
    expect(started).toEqual(['chat', 'title', 'topic'])
  })

  it('runs together what may, as many as there are sequences, and nothing else meanwhile', async () => {
    const { add, end, started } = queueOf()
    for (const name of ['a', 'b', 'c', 'd']) add(name, 'together')
    add('title')
    await settled()
    expect(started).toEqual(['a', 'b', 'c'])
    await end('b')
    expect(started).toEqual(['a', 'b', 'c', 'd'])
    for (const name of ['a', 'c']) await end(name)
    expect(started).not.toContain('title')
    await end('d')
    expect(started).toContain('title')
  })

  it('has a chat go before apps that wait, once those that run are done', async () => {
    const { add, end, started } = queueOf(2)
    for (const name of ['a', 'b', 'c']) add(name, 'together')
    await settled()
    add('chat', 'urgent')
    await end('a')
    expect(started).toEqual(['a', 'b'])
    await end('b')
    expect(started).toEqual(['a', 'b', 'chat'])
    await end('chat')
    expect(started).toEqual(['a', 'b', 'chat', 'c'])
  })

  it('lets neither titles nor apps starve: what waits in front is not passed by', async () => {
    const { add, end, started } = queueOf()
    add('a', 'together')
    await settled()
    add('title')
    add('b', 'together')
    await settled()
    expect(started).toEqual(['a'])
    await end('a')
    expect(started).toEqual(['a', 'title'])
    await end('title')
    expect(started).toEqual(['a', 'title', 'b'])
  })

  it('waits for an idle child with what it does not hold, and looks again when told to', async () => {
    const { queue, add, end, started, fit } = queueOf()
    add('a', 'together')
    await settled()
    fit(false)
    add('large', 'together')
    await settled()
    expect(started).toEqual(['a'])
    fit(true)
    queue.look()
    expect(started).toEqual(['a', 'large'])
    const drained = queue.drained().then(() => 'drained')
    await end('a')
    await end('large')
    expect(await drained).toBe('drained')
    expect(queue.size()).toBe(0)
  })
})
