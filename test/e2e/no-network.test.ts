import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { canTrace, isLoopbackRemote, readTrace, traceArguments } from './network-trace.ts'
import { createHome, type Home } from './start-host.ts'

const DEMO = fileURLToPath(new URL('../../resources/demo', import.meta.url))

/** The system calls in a trace that name a peer outside this computer: any address that is neither a unix socket nor loopback. */
const leaks = (trace: string): readonly string[] =>
  trace
    .split('\n')
    .filter((line) => /sa_family=AF_(?!UNIX|NETLINK)/.test(line))
    .filter((line) => !/inet_addr\("127\.[\d.]+"\)|inet_pton\(AF_INET6, "::1"/.test(line))

describe('what a trace shows', () => {
  it('tells a look-up of a name and a connection outside from loopback and unix sockets', () => {
    const outside = [
      'connect(20, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 0',
      'sendto(21, "…", 33, 0, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = 33',
    ]
    const inside = [
      'connect(22, {sa_family=AF_UNIX, sun_path="host.sock"}, 110) = 0',
      'bind(23, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
      'connect(24, {sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0',
      'socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 25',
    ]
    expect(leaks([...inside, ...outside].join('\n'))).toEqual(outside)
  })
})

describe.skipIf(!canTrace())('the network, as the system sees it', () => {
  let home: Home | undefined
  let host: ChildProcess | undefined
  afterEach(async () => {
    if (host?.exitCode === null) {
      process.kill(-(host.pid ?? 0), 'SIGTERM')
      await once(host, 'exit')
    }
    await home?.remove()
  })

  it('is never used beyond this computer while a page is served and a memo is written down and filed', { timeout: 240_000 }, async ({ signal }) => {
    home = await createHome({ models: [DEMO], settings: 'memos:\n  restSeconds: 0.2\n  watch: ["~/memos"]\nmodels:\n  speech: demo\n' })
    await mkdir(join(home.folder, 'memos'))
    await copyFile(join(DEMO, 'walk-to-the-station.m4a'), join(home.folder, 'memos', 'walk.m4a'))
    const trace = join(home.folder, 'trace')
    // Detached, for a signal to the whole group, as ⌃C sends it: strace itself heeds none while its program runs.
    host = spawn('strace', [...traceArguments(trace), process.execPath, home.cli, 'serve', '--port', '0'], { env: home.env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    const url = await addressOf(host)
    const page = await fetch(url.split('#')[0] ?? url)
    expect(page.status).toBe(200)
    await page.text()

    const note = await filedNote(home, signal)
    expect(note).toMatch(/dentist/i)
    const text = readFileSync(trace, 'utf8')
    // The trace saw something: the door, the page's request and the engine's children.
    expect(text).toMatch(/inet_addr\("127\.0\.0\.1"\)/)
    expect(new Set(text.match(/^\d+/gm)).size).toBeGreaterThan(1)
    expect(leaks(text)).toEqual([])
    // Engines and decoders open no socket at all: the one process that has any is the host, for its door.
    const { socketsByPid, programsByPid, traffic } = readTrace(text)
    const hostPid = Number(/^\d+/.exec(text)?.[0])
    expect([...programsByPid.values()].filter((program) => program === process.execPath).length).toBeGreaterThan(1)
    expect([...socketsByPid.keys()]).toEqual([hostPid])
    expect(traffic.filter(({ remote }) => !isLoopbackRemote(remote))).toEqual([])
  })
})

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(said)
      if (found) resolve(found[0])
    })
    child.once('exit', () => reject(new Error(`The host ended: ${said}`)))
  })

const filedNote = async (home: Home, signal: AbortSignal): Promise<string> => {
  for (;;) {
    const { stdout } = spawnSync('find', [join(home.vault, 'Memos'), '-name', '*.md'], { encoding: 'utf8' })
    const [path] = stdout.split('\n')
    if (path) return readFileSync(path, 'utf8')
    await sleep(500, undefined, { signal })
  }
}
