import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { findPaths } from '../../src/main/adapters/place.ts'
import { missing, shared } from '../shared.ts'
import { runCli } from './run-cli.ts'
import { createHome, startHost, type Home, type RunningHost } from './start-host.ts'

const closings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

const openHome = async (options?: Parameters<typeof createHome>[0]): Promise<Home> => {
  const home = await createHome(options)
  closings.push(home.remove)
  return home
}
const open = async (home: Home): Promise<RunningHost> => {
  const host = await startHost(home)
  closings.push(() => host.stop('SIGKILL'))
  return host
}

/** Processes whose ancestor is this one: engines, decoders, whisper-cli. */
const descendants = async (pid: number): Promise<readonly number[]> => {
  const children = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    const status = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : ''
    const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1])
    if (status !== '') children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const below = (of: number): number[] => (children.get(of) ?? []).flatMap((child) => [child, ...below(child)])
  return below(pid)
}
const isAlive = async (pid: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return status !== '' && !/\) Z /.test(status)
}

const untilWorking = async (host: RunningHost): Promise<void> => {
  const connection = await host.connect()
  try {
    const until = performance.now() + 60_000
    for (;;) {
      const { rows } = await connection.api.memos.list({})
      if (rows.some(({ step }) => step === 'transcribe' || step === 'detect')) return
      if (performance.now() > until) throw new Error(`It never began: ${JSON.stringify(rows.map(({ state, line }) => ({ state, line })))}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  } finally {
    connection.close()
  }
}

/** An HTTP answer's status with headers that fetch would not let us set. */
const ask = (url: URL, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: url.port, path: '/', headers, setHost: headers['host'] === undefined }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })

describe('the host', () => {
  it('is one for each state folder: a second one says who holds it', async () => {
    const home = await openHome({ models: [] })
    const first = await open(home)
    const second = spawn(process.execPath, [home.cli, 'serve'], { env: home.env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    second.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    const [code] = (await once(second, 'exit')) as [number]
    expect(code).toBe(1)
    expect(said).toContain(`It is process ${first.pid}`)
    expect(said).toContain('FREEHOLD_HOME')
  })

  it('puts the socket of a long path into a folder of its own, and neither it nor the command line uses one that others may change', async () => {
    const home = await openHome({ models: [] })
    home.env['FREEHOLD_HOME'] = join(home.folder, 'x'.repeat(120))
    const { socketFolder } = findPaths(home.env)
    if (socketFolder === null) throw new Error('the path is not long enough')
    closings.push(() => rm(socketFolder, { recursive: true, force: true }))
    await mkdir(socketFolder)
    await chmod(socketFolder, 0o777)
    await expect(open(home)).rejects.toThrow(socketFolder)
    expect(await runCli(home, ['memos'])).toMatchObject({ code: 1, err: expect.stringContaining(socketFolder) as string })
    await chmod(socketFolder, 0o700)
    await open(home)
    expect(await runCli(home, ['memos'])).toMatchObject({ code: 0 })
  })

  it('takes the folder over from one that was killed, and answers on its socket again', async () => {
    const home = await openHome({ models: [] })
    await (await open(home)).stop('SIGKILL')
    const connection = await (await open(home)).connect()
    expect((await connection.api.system.status({})).vaultPath).toBe(home.vault)
    connection.close()
  })

  it.skipIf(missing('audio/10-long-us.m4a', 'models/nanowhisper-en-q5_0.bin')).each(['SIGTERM', 'SIGINT'] as const)('ends in under two seconds by %s while it writes something down, and leaves no process behind', async (signal) => {
    const home = await openHome()
    const host = await open(home)
    const connection = await host.connect()
    await connection.api.memos.add({ paths: [shared('audio/10-long-us.m4a')] })
    connection.close()
    await untilWorking(host)
    const children = await descendants(host.pid)
    expect(children.length).toBeGreaterThan(0)
    const asked = performance.now()
    const { code } = await host.stop(signal)
    expect(code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(2_000)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect((await Promise.all(children.map(isAlive))).filter(Boolean)).toEqual([])
  })

  it('ends at once by a second signal', async () => {
    const host = await open(await openHome({ models: [] }))
    host.process.kill('SIGTERM')
    host.process.kill('SIGINT')
    const [code, signal] = (await once(host.process, 'exit')) as [number | null, NodeJS.Signals | null]
    expect([0, 130]).toContain(code)
    expect(signal).toBeNull()
  })

  it('answers its own page only: neither a rebound name nor another site', async () => {
    const url = new URL((await open(await openHome({ models: [] }))).url)
    expect(await ask(url, {})).toBe(200)
    expect(await ask(url, { host: `attacker.example:${url.port}` })).toBe(403)
    expect(await ask(url, { origin: 'https://attacker.example' })).toBe(403)
    expect(await ask(url, { 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  it('keeps its token out of every file', async () => {
    const home = await openHome({ models: [] })
    const host = await open(home)
    const token = new URL(host.url).hash.slice('#token='.length)
    expect(token.length).toBeGreaterThan(30)
    const found: string[] = []
    for (const entry of await readdir(home.folder, { recursive: true })) {
      const path = join(home.folder, entry)
      if ((await stat(path)).isFile() && (await readFile(path)).includes(token)) found.push(entry)
    }
    expect(found).toEqual([])
  })
})
