// How a start script hands over to the program it starts. No dependencies, and it runs on Node 20, as run.mjs does.
import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

const LOOK_MS = 500

/** Becomes a program, as far as others can tell: signals go on to it, and its end is ours. */
export const handOver = (command, args, options = {}) => {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  // In a terminal ⌃C reaches the whole group by itself, and a second one would end the program at once.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  if (process.env.npm_lifecycle_event) whenNpmIsGone(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

/**
 * npm hands a signal to the shell that it starts scripts with, and the shell ends without handing it on: who ends `npm start`
 * would leave the program behind. What was started with `nohup` or `setsid` has an npm that stays, and stays with it.
 */
const whenNpmIsGone = (onGone) => {
  const parent = process.ppid
  const [shell, above] = facts(parent)
  // Some shells become the script, and npm is then the parent itself.
  const npm = /(^|\/)(sh|bash|dash|zsh)$/.test(shell) ? Number(above) : parent
  const timer = setInterval(() => {
    if (process.ppid === parent && isThere(npm)) return
    clearInterval(timer)
    onGone()
  }, LOOK_MS)
  timer.unref()
}

/** A process's command and its parent. */
const facts = (pid) => {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' })
  const [, above, command = ''] = /^\s*(\d+)\s+(.*\S)/.exec(stdout ?? '') ?? []
  return [command.replace(/^-/, ''), above]
}

const isThere = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
