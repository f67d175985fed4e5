import { setImmediate } from 'node:timers/promises'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, describe, expect, it } from 'vitest'
import type { contract } from '../../src/contract/index.ts'
import { STREAM_WINDOW } from '../../src/contract/wire.ts'
import { type HostRouter, serveMessagePort } from '../../src/main/rpc/index.ts'
import { callOver } from '../../src/renderer/link/call-over.ts'
import { createMemoryLog, routerOf, STATUS } from '../web/door-fixture.ts'

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

// The page's own link over a real channel, to the host's own end of it.
const open = (router: HostRouter) => {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  serveMessagePort(port1, { onMessage: (listener) => port1.on('message', listener), onClose: (listener) => port1.on('close', listener) }, { router, log: createMemoryLog() })
  const link = callOver({
    send: (message) => port2.postMessage(message),
    onMessage: (listener) => port2.on('message', listener),
    onClose: (listener) => port2.once('close', listener),
    close: () => port2.close(),
  })
  const api: ContractRouterClient<typeof contract> = createORPCClient(link)
  return { api, port1, port2 }
}

const endless = (large = '') => {
  const counts = { produced: 0, ended: 0 }
  const router = routerOf({
    async *statusChanges(signal) {
      try {
        // A turn of the loop each, so that a source that is not held back fails the test and does not hang it.
        while (!signal.aborted && counts.produced < 20_000) {
          await setImmediate()
          counts.produced += 1
          yield { ...STATUS, version: String(counts.produced), vaultPath: large }
        }
      } finally {
        counts.ended += 1
      }
    },
  })
  return { counts, router }
}

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a message port', () => {
  it('carries calls', async () => {
    const { api } = open(routerOf({}))
    expect(await api.system.status({})).toEqual(STATUS)
  })

  it('holds a stream back for a reader that stops reading, and goes on when it reads again', async () => {
    const { counts, router } = endless('x'.repeat(100_000))
    const { api } = open(router)
    const stream = await api.system.statusChanges()
    expect((await stream.next()).value).toMatchObject({ version: '1' })
    await rest(300)
    expect(counts.produced).toBeLessThanOrEqual(STREAM_WINDOW + 2)
    for (let index = 2; index <= 200; index += 1) expect((await stream.next()).value).toMatchObject({ version: String(index) })
    await rest(100)
    expect(counts.produced).toBeLessThanOrEqual(200 + STREAM_WINDOW + 2)
    await stream.return?.(undefined)
  })

  it('holds back only the stream that is not read', async () => {
    const { router } = endless()
    const { api } = open(router)
    const unread = await api.system.statusChanges()
    const read = await api.system.statusChanges()
    for (let index = 0; index < 50; index += 1) expect((await read.next()).done).toBe(false)
    expect(await api.system.status({})).toEqual(STATUS)
    await unread.return?.(undefined)
  })

  it('ends a stream at the host when the page leaves it, aborts it, or is gone', async () => {
    const { counts, router } = endless()
    const { api, port2 } = open(router)
    const aborting = new AbortController()
    const [left, aborted] = [await api.system.statusChanges(), await api.system.statusChanges(undefined, { signal: aborting.signal }), await api.system.statusChanges()]
    await left.return?.(undefined)
    aborting.abort()
    await aborted.next().catch(() => {})
    await rest(50)
    expect(counts.ended).toBe(2)
    port2.close()
    await rest(50)
    expect(counts.ended).toBe(3)
  })

  it('fails calls under way and streams when the host is gone', async () => {
    const { api, port1 } = open(routerOf({ status: () => new Promise(() => {}) }))
    const waiting = api.system.status({})
    await rest(20)
    port1.close()
    await expect(waiting).rejects.toMatchObject({ name: 'LinkLostError' })
  })

  it('closes on what is no message, and takes no bytes', async () => {
    const { port2 } = open(routerOf({}))
    const closed = new Promise((resolve) => port2.once('close', resolve))
    port2.postMessage(new Uint8Array(8))
    port2.postMessage({ i: '1', p: { u: '/system/status', b: {} } })
    port2.postMessage('nonsense')
    await closed
  })
})
