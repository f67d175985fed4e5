import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { missing, shared } from '../shared.ts'
import { descendantsOf, killHard, listProcesses } from './processes.ts'
import { createHome, startHost } from './start-host.ts'

const BESIDE = fileURLToPath(new URL('bound-child.ts', import.meta.url))
const SOON = { timeout: 20_000, interval: 50 }

const running = (pids: readonly number[]): readonly string[] => listProcesses().filter(({ pid }) => pids.includes(pid)).map(({ command }) => command)

it.each(['decoder', 'whisper-cli'])('a program started as a %s ends with a host that is killed, and what it started too', async (kind) => {
  const host = spawn(process.execPath, [BESIDE, kind, '/bin/sh', '-c', 'sleep 600 & sleep 601; :'], { stdio: ['ignore', 'inherit', 'inherit'] })
  const pid = host.pid ?? 0
  onTestFinished(() => void killHard(pid))
  await expect.poll(() => descendantsOf(pid).filter(({ command }) => command.startsWith('sleep 60')), SOON).toHaveLength(2)
  const children = descendantsOf(pid)
  onTestFinished(() => children.forEach((child) => killHard(child.pid)))
  killHard(pid)
  await expect.poll(() => running(children.map((child) => child.pid)), SOON).toEqual([])
})

it.skipIf(missing('audio/10-long-us.m4a', 'models/nanowhisper-en-q5_0.bin'))('no engine, decoder or guard outlives a host that is killed while it writes something down', async () => {
  const home = await createHome()
  onTestFinished(home.remove)
  const host = await startHost(home)
  onTestFinished(() => void host.stop('SIGKILL'))
  const connection = await host.connect()
  await connection.api.memos.add({ paths: [shared('audio/10-long-us.m4a')] })
  await expect.poll(async () => (await connection.api.memos.list({})).rows.map(({ step }) => step), { timeout: 60_000 }).toEqual(['transcribe'])
  await expect.poll(() => descendantsOf(host.pid).length, SOON).toBeGreaterThan(1)
  const children = descendantsOf(host.pid)
  onTestFinished(() => children.forEach((child) => killHard(child.pid)))
  connection.close()
  await host.stop('SIGKILL')
  await expect.poll(() => running(children.map((child) => child.pid)), SOON).toEqual([])
})
