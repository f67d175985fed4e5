import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, expect, it } from 'vitest'
import type { MemoChanges } from '../../../src/contract/memos.ts'
import type { Host } from './rig.ts'
import { createPlace, startHost, until } from './rig.ts'

const NEVER = new AbortController().signal
const place = createPlace()
const hosts: Host[] = []
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
  place.remove()
})

it('accepts a thousand files at once while the host stays live, and tells a slow reader little', async () => {
  const paths = Array.from({ length: 1000 }, (_, index) => place.record(`${index}.m4a`, `voice: number ${index}`))
  const host = startHost(place)
  hosts.push(host)
  const reading = new AbortController()
  const messages: MemoChanges[] = []
  const changes = host.memos.changes(reading.signal)
  const slow = (async () => {
    for await (const message of changes) {
      messages.push(message)
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  })()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const startMs = performance.now()
  expect(await host.memos.add(paths, NEVER)).toEqual({ accepted: 1000, skipped: [] })
  const acceptedMs = performance.now() - startMs
  delay.disable()
  expect(acceptedMs).toBeLessThan(5000)
  // 50 ms on an idle machine; tests share theirs.
  expect(delay.max / 1e6).toBeLessThan(250)
  expect(host.memos.list({ limit: 1 }).counts.total).toBe(1000)
  await until(() => host.memos.list({ limit: 1 }).counts.filed >= 100, () => host.memos.list({ limit: 1 }).counts, 60_000)
  const { total, filed, working, waiting, needYou, skipped, cancelled } = host.memos.list({ limit: 1 }).counts
  expect(filed + working + waiting + needYou + skipped + cancelled).toBe(total)
  reading.abort()
  await slow
  expect(messages.length).toBeGreaterThan(1)
  expect(messages.some((message) => message.reload)).toBe(true)
  expect(Math.max(...messages.map((message) => message.upserts.length))).toBeLessThanOrEqual(300)
  expect(messages.map((message) => message.revision)).toEqual(messages.map((message) => message.revision).toSorted((a, b) => a - b))
}, 90_000)
