import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { descendantsOf, killHard, listProcesses, type RunningProcess } from './processes.ts'
import { createHome } from './start-host.ts'

const HAND_OVER = new URL('../../scripts/hand-over.mjs', import.meta.url).href
const SOON = { timeout: 20_000, interval: 50 }

/** npm, its shell, our script and the host: the chain of `npm start`, without what the script sets up first. */
const npmStart = async (prefix: readonly string[] = []) => {
  const home = await createHome({ models: [] })
  onTestFinished(home.remove)
  await writeFile(join(home.folder, 'start.mjs'), `import { handOver } from ${JSON.stringify(HAND_OVER)}\nhandOver(process.execPath, [${JSON.stringify(home.cli)}, 'serve', '--port', '0'])\n`)
  await writeFile(join(home.folder, 'package.json'), '{ "name": "start", "scripts": { "start": "node start.mjs" } }')
  const [program = '', ...args] = [...prefix, 'npm', 'start']
  const first = spawn(program, args, { cwd: home.folder, env: { ...home.env, npm_config_update_notifier: 'false' }, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  let said = ''
  first.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => said, SOON).toContain('#token=')
  const chain: readonly RunningProcess[] = [...listProcesses().filter(({ pid }) => pid === first.pid), ...descendantsOf(first.pid ?? 0)]
  onTestFinished(() => chain.forEach(({ pid }) => killHard(pid)))
  const npm = chain.find(({ command }) => /^npm start|npm-cli\.js start/.test(command))
  const host = chain.find(({ command }) => command.includes(home.cli))
  if (!npm || !host) throw new Error(`no such chain: ${JSON.stringify(chain)}`)
  return { chain, npm, host, running: () => listProcesses().filter(({ pid, command }) => chain.some((one) => one.pid === pid && one.command === command)) }
}

describe('what npm start started', () => {
  it.each(['SIGTERM', 'SIGKILL', 'SIGHUP'] as const)('ends with npm by %s', async (signal) => {
    const { npm, running } = await npmStart()
    process.kill(npm.pid, signal)
    await expect.poll(running, SOON).toEqual([])
  })

  it('outlives the terminal when it was started to do so', async () => {
    const { chain, host, npm, running } = await npmStart(['sh', '-c', 'nohup npm start & wait; :', 'sh'])
    const terminal = chain[0]?.pid ?? 0
    expect(terminal).not.toBe(npm.pid)
    process.kill(terminal, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    expect(running().map(({ pid }) => pid)).toContain(host.pid)
    process.kill(npm.pid, 'SIGTERM')
    await expect.poll(running, SOON).toEqual([])
  })
})
