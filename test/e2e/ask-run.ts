import { spawn, type ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import type { Home } from './start-host.ts'

const PASSPHRASE = 'a passphrase of a test'

/** `freehold ask …` as it runs. */
export interface AskRun {
  readonly process: ChildProcess
  out(): string
  err(): string
  /** When bytes of the answer came, in milliseconds from the start. */
  readonly outAtMs: readonly number[]
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string; readonly endedMs: number }>
}

/** Starts the built command line; keys are in an encrypted file that it can open. */
export const startAsk = (home: Home, args: readonly string[], options: { readonly input?: string | Readonly<{ afterMs: number; text: string }> } = {}): AskRun => {
  const { input } = options
  const startedMs = performance.now()
  const child = spawn(process.execPath, [home.cli, 'ask', ...args], { cwd: home.folder, env: { ...home.env, FREEHOLD_SECRETS: 'file', FREEHOLD_PASSPHRASE_FD: '3' }, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'] })
  const secret = child.stdio[3] as Writable
  secret.on('error', () => undefined) // with a host that runs, nobody reads it
  secret.end(PASSPHRASE)
  if (typeof input === 'string') child.stdin?.end(input)
  else if (input !== undefined) setTimeout(() => child.stdin?.end(input.text), input.afterMs)
  let out = ''
  let err = ''
  const outAtMs: number[] = []
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    outAtMs.push(performance.now() - startedMs)
  })
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return {
    process: child,
    out: () => out,
    err: () => err,
    outAtMs,
    ended: new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, out, err, endedMs: performance.now() - startedMs }))
    }),
  }
}

/** The objects of `ask --json`, one a line. */
export const linesOf = (out: string): readonly (Readonly<Record<string, unknown>> & { readonly type: string })[] => {
  if (!out.endsWith('\n')) throw new Error('The last line has no end.')
  return out.slice(0, -1).split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>> & { readonly type: string })
}
