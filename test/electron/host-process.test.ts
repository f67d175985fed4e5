import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHostProcess, restartDelayMs } from '../../src/main/shell/host-process.ts'
import { createMemoryLog } from '../web/door-fixture.ts'

/** A plain double of Electron's UtilityProcess, whose program cannot run here. */
const createFakeChild = (pid: number) => {
  const events = new EventEmitter()
  const sent: { readonly message: unknown; readonly ports: readonly string[] }[] = []
  const child = {
    pid, sent, kills: 0, events,
    postMessage: (message: unknown, ports: string[] = []) => void sent.push({ message, ports }),
    kill: () => {
      child.kills += 1
      events.emit('exit', 0)
      return true
    },
    on: (name: string, listener: (...values: never[]) => void) => events.on(name, listener as () => void),
    once: (name: string, listener: (...values: never[]) => void) => events.once(name, listener as () => void),
  }
  return child
}

const start = () => {
  const hosts: ReturnType<typeof createFakeChild>[] = []
  const engines: ReturnType<typeof createFakeChild>[] = []
  const handed: string[] = []
  let channels = 0
  const fork = (children: ReturnType<typeof createFakeChild>[], pid: number) => {
    const child = createFakeChild(pid)
    children.push(child)
    return child
  }
  const host = createHostProcess<string>({
    forkHost: () => fork(hosts, 100 + hosts.length),
    forkEngine: () => fork(engines, 200 + engines.length),
    createChannel: () => ({ port1: `a${(channels += 1)}`, port2: `b${channels}` }),
    handToPages: (createPort) => void handed.push(createPort()),
    log: createMemoryLog(),
  })
  return { host, hosts, engines, handed }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the host under Electron', () => {
  it('gets one end of a page’s channel and the page the other, once it is ready', () => {
    const { host, hosts, handed } = start()
    expect(host.createPagePort()).toBeNull()
    hosts[0]?.events.emit('message', { type: 'ready', socketPath: '/run/host.sock' })
    expect(handed).toEqual(['b1'])
    expect(hosts[0]?.sent).toEqual([{ message: { type: 'page-port' }, ports: ['a1'] }])
    expect(host.createPagePort()).toBe('b2')
    expect(host.socketPath()).toBe('/run/host.sock')
  })

  it('has engines forked for it, and hears when they end', () => {
    const { hosts, engines } = start()
    hosts[0]?.events.emit('message', { type: 'fork-engine', id: 7, spec: { kind: 'whisper' } })
    expect(hosts[0]?.sent).toEqual([])
    engines[0]?.events.emit('spawn')
    expect(engines[0]?.sent).toEqual([{ message: { type: 'engine-port', id: 7, spec: { kind: 'whisper' } }, ports: ['a1'] }])
    expect(hosts[0]?.sent[0]).toEqual({ message: { type: 'engine-port', id: 7, pid: 200 }, ports: ['b1'] })
    hosts[0]?.events.emit('message', { type: 'kill-engine', id: 7, force: true })
    expect(engines[0]?.kills).toBe(1)
    expect(hosts[0]?.sent[1]?.message).toEqual({ type: 'engine-exit', id: 7, code: 0 })
  })

  it('hears that an engine never started', () => {
    const { hosts, engines } = start()
    hosts[0]?.events.emit('message', { type: 'fork-engine', id: 1, spec: {} })
    engines[0]?.events.emit('exit', 1)
    expect(hosts[0]?.sent[0]?.message).toEqual({ type: 'engine-failed', id: 1 })
  })

  it('is started again when it crashes, without its engines, and pages get new ports', () => {
    const { host, hosts, engines, handed } = start()
    hosts[0]?.events.emit('message', { type: 'ready', socketPath: '/1' })
    hosts[0]?.events.emit('message', { type: 'fork-engine', id: 1, spec: {} })
    hosts[0]?.events.emit('exit', 11)
    expect(engines[0]?.kills).toBe(1)
    expect(host.createPagePort()).toBeNull()
    vi.advanceTimersByTime(1)
    expect(hosts).toHaveLength(2)
    hosts[1]?.events.emit('message', { type: 'ready', socketPath: '/2' })
    expect(handed).toHaveLength(2)
    expect([1, 2, 3, 4, 20].map(restartDelayMs)).toEqual([0, 500, 1000, 2000, 30_000])
  })

  it('is asked to end, and ended after two seconds when it does not', async () => {
    const { host, hosts } = start()
    const closed = host.close()
    expect(hosts[0]?.sent[0]?.message).toEqual({ type: 'close' })
    vi.advanceTimersByTime(1999)
    expect(hosts[0]?.kills).toBe(0)
    vi.advanceTimersByTime(1)
    await closed
    expect(hosts[0]?.kills).toBe(1)
    vi.advanceTimersByTime(60_000)
    expect(hosts).toHaveLength(1)
  })

  it('passes over messages it does not know', () => {
    const { hosts, engines } = start()
    hosts[0]?.events.emit('message', { type: 'fork-anything', path: '/bin/sh' })
    hosts[0]?.events.emit('message', null)
    expect(engines).toHaveLength(0)
  })
})
