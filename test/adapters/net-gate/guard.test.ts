import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Blocked } from '../../../src/main/adapters/net-gate/guard.ts'

const at = (path: string): string => new URL(path, import.meta.url).href
const GUARD = at('../../../src/main/adapters/net-gate/guard.ts')

interface Outcome {
  readonly results: Readonly<Record<string, string>>
  readonly innocent: Readonly<Record<string, unknown>>
  readonly blocked: readonly Blocked[]
  readonly heard: { readonly connections: number; readonly datagrams: number }
}

/** Runs the planted dependency in a process of its own, against servers that count what reaches them. */
const phoneHome = async (guard: string): Promise<Outcome> => {
  const ownFolder = await mkdtemp(join(tmpdir(), 'freehold-own-'))
  const elsewhere = await mkdtemp(join(tmpdir(), 'freehold-elsewhere-'))
  const heard = { connections: 0, datagrams: 0 }
  const tcp = createServer((socket) => {
    heard.connections += 1
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'))
  }).listen(0, '127.0.0.1')
  const udp = createSocket('udp4').on('message', () => (heard.datagrams += 1))
  await Promise.all([new Promise((resolve) => tcp.once('listening', resolve)), new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))])
  const { port: tcpPort } = tcp.address() as AddressInfo
  const worker = `require('net').connect(${tcpPort}, '127.0.0.1').on('connect', function () { this.end('worker'); require('worker_threads').parentPort.postMessage('out') }).on('error', (e) => require('worker_threads').parentPort.postMessage(e.code))`
  const workerPath = join(elsewhere, 'worker.cjs')
  await Promise.all([
    writeFile(workerPath, worker),
    writeFile(join(ownFolder, 'worker.cjs'), worker),
    writeFile(join(ownFolder, 'own.mjs'), ''),
    writeFile(join(ownFolder, 'guard-entry.mjs'), `import { installGuard } from ${JSON.stringify(GUARD)}\ninstallGuard({ ownFolder: ${JSON.stringify(ownFolder)}, programs: [], guardPath: null })\n`),
    copyFile(fileURLToPath(at('../../../package.json')), join(elsewhere, 'addon.node')),
  ])
  const place = { tcpPort, udpPort: udp.address().port, workerPath, addonPath: join(elsewhere, 'addon.node'), undiciUrl: at('../../../node_modules/undici/index.js') }
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', fileURLToPath(at('phone-home.mjs')), guard, ownFolder, JSON.stringify(place)], { timeout: 50_000 }).finally(async () => {
    tcp.close()
    udp.close()
    await Promise.all([rm(ownFolder, { recursive: true }), rm(elsewhere, { recursive: true })])
  })
  return { ...(JSON.parse(stdout) as Omit<Outcome, 'heard'>), heard }
}

describe('the guard', () => {
  let held: Outcome
  let free: Outcome
  beforeAll(async () => {
    held = await phoneHome(GUARD)
    free = await phoneHome('-')
  })

  it('has something to hold: without it every way leads out', () => {
    const ways = Object.entries(free.results).filter(([, outcome]) => outcome !== 'out')
    const missingHere = new Set([...(existsSync('/usr/bin/curl') ? [] : ['curl', 'curl by exec', 'curl taken before', 'curl, waited for']), 'WebSocket', 'http2.connect', 'process._linkedBinding', 'a server for other machines'])
    expect(ways.filter(([name]) => !missingHere.has(name))).toEqual([])
    expect(free.heard.connections).toBeGreaterThan(15)
    expect(free.heard.datagrams).toBeGreaterThan(2)
  })

  it('refuses each of them, and nothing arrives', () => {
    const refused = Object.entries(held.results).map(([name, outcome]) => [name, /EACCES|ENOENT|ENOTDIR/.test(outcome) ? 'refused' : outcome])
    expect(refused).toEqual(Object.keys(held.results).map((name) => [name, 'refused']))
    // One came through: the socket that was allowed.
    expect(held.heard).toEqual({ connections: 1, datagrams: 0 })
  })

  it('tells of each, by kind and target, and merges those alike', () => {
    expect(new Set(held.blocked.map(({ kind }) => kind))).toEqual(new Set(['socket', 'server', 'name', 'datagram', 'worker', 'program', 'binding', 'addon']))
    const targets = held.blocked.map(({ kind, target }) => `${kind} ${target}`)
    expect(targets.length).toBe(new Set(held.blocked.map(({ kind, target, from }) => `${kind} ${target} ${from}`)).size)
    expect(targets).toEqual(expect.arrayContaining(['name words.invalid', 'program curl', 'program sh', 'binding tcp_wrap', 'datagram 127.0.0.1']))
    expect(held.blocked.map(({ from }) => from)).toContain('undici')
  })

  it('leaves what is ours alone, and holds in a thread of ours', () => {
    expect(held.innocent).toEqual({ address: '127.0.0.1', server: true, unixSocket: 200, ownWorker: 'EACCES', allowed: 'held', words: true, page: true, servers: ['listens, refused', 'refused, refused', 'refused, refused'] })
  })
})
