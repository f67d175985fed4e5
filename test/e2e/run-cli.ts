import { spawn } from 'node:child_process'
import type { TranscribeResult } from '../../src/contract/transcribe.ts'
import type { Home } from './start-host.ts'

export interface CliRun {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built command line to its end in a person's home. */
export const runCli = (home: Home, args: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<CliRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [home.cli, ...args], { cwd: options.cwd ?? home.folder, env: { ...home.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })

/** The objects of `transcribe --json`, one a line. */
export const resultsOf = ({ out }: CliRun): readonly TranscribeResult[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TranscribeResult)
