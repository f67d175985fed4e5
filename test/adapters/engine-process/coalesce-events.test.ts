import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createEventBatch } from '../../../src/main/adapters/engine-process/coalesce-events.ts'

const batch = () => {
  const sent: (readonly unknown[])[] = []
  return { sent, ...createEventBatch((events) => void sent.push(events)) }
}
const delta = (text: string) => ({ type: 'delta', text })

it('sends the first word at once, though something went just before it, and joins what follows', async () => {
  const { sent, push, flush } = batch()
  push({ type: 'start' })
  push(delta('a'))
  expect(sent).toEqual([[{ type: 'start' }], [delta('a')]])
  for (const text of ['b', 'c', 'd']) push(delta(text))
  push({ type: 'thinking', text: 'e' })
  push({ type: 'thinking', text: 'f' })
  push(delta('g'))
  flush()
  expect(sent[2]).toEqual([delta('bcd'), { type: 'thinking', text: 'ef' }, delta('g')])
})

it('sends text at most thirty times a second, and loses none of it', async () => {
  const { sent, push, flush } = batch()
  const started = performance.now()
  for (let at = 0; at < 60; at += 1) {
    push(delta('x'))
    await sleep(5)
  }
  flush()
  expect(sent.length - 2).toBeLessThanOrEqual(((performance.now() - started) / 1000) * 30)
  expect(sent.flat().map((event) => (event as { readonly text: string }).text).join('')).toBe('x'.repeat(60))
})

it('keeps progress to ten times a second, and of it only the newest', async () => {
  const { sent, push, flush } = batch()
  for (let done = 0; done < 50; done += 1) push({ type: 'progress', done })
  expect(sent).toEqual([[{ type: 'progress', done: 0 }]])
  flush()
  expect(sent[1]).toEqual([{ type: 'progress', done: 49 }])
  flush()
  expect(sent).toHaveLength(2)
})

it('does not hold text back for progress that waits', async () => {
  const { sent, push } = batch()
  push(delta('a'))
  push({ type: 'progress' })
  push(delta('b'))
  await sleep(60)
  expect(sent.flat()).toContainEqual(delta('b'))
})
