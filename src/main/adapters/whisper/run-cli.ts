import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { AppError } from '../../../contract/errors.ts'
import { boundToHost } from '../../core/lib/bound-to-host.ts'

const KEPT = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL']

/** Runs a program to its end, or to ours, line by line. Rejects with AppError ENGINE_CRASHED or ENGINE_TIMEOUT, or AbortError. */
export const runCli = (
  program: string,
  args: readonly string[],
  deps: {
    /** Where it runs: file names in `args` are relative to it. */
    readonly folder: string
    readonly signal: AbortSignal
    /** Without a line for so long, it is taken for stuck. */
    readonly silentMs: number
    readonly onOutLine: (line: string) => void
    readonly onErrorLine: (line: string) => void
  },
): Promise<void> =>
  new Promise((resolve, reject) => {
    const { signal, silentMs } = deps
    signal.throwIfAborted()
    const child = spawn(...boundToHost(program, args), {
      cwd: deps.folder,
      env: Object.fromEntries(KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: ⌃C in a terminal is for the host, and what the program starts ends with it.
      detached: true,
    })
    let isStuck = false
    const timer = setTimeout(() => {
      isStuck = true
      killGroup(child.pid)
    }, silentMs)
    const onAbort = (): void => killGroup(child.pid)
    signal.addEventListener('abort', onAbort, { once: true })
    const onLine = (listener: (line: string) => void) => (line: string) => {
      timer.refresh()
      listener(line)
    }
    createInterface({ input: child.stdout }).on('line', onLine(deps.onOutLine))
    createInterface({ input: child.stderr }).on('line', onLine(deps.onErrorLine))

    const finish = (error: Error | null): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (signal.aborted) reject(signal.reason)
      else if (isStuck) reject(stuck())
      else if (error !== null) reject(crashed(error))
      else resolve()
    }
    child.on('error', finish)
    child.on('close', (code, killed) => finish(code === 0 ? null : new Error(`It ended with ${killed ?? `code ${code}`}.`)))
  })

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

const crashed = (cause: Error): AppError =>
  new AppError('ENGINE_CRASHED', 'The recording is safe, but the engine stopped while it worked.', { next: 'Freehold tries again by itself.', cause })

const stuck = (): AppError =>
  new AppError('ENGINE_TIMEOUT', 'The recording is safe, but the engine stopped answering and was ended.', {
    next: 'Try again, or choose a smaller model.',
  })
