import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectToHost, type HostConnection } from '../../src/main/rpc/index.ts'
import { findPaths } from '../../src/main/adapters/place.ts'
import { shared } from '../shared.ts'

const BUILT_CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))

/** A person's folders for one test: state, vault and settings, away from everybody else's. */
export interface Home {
  readonly folder: string
  readonly state: string
  readonly vault: string
  readonly env: NodeJS.ProcessEnv
  readonly cli: string
  settings(yaml: string): Promise<void>
  remove(): Promise<void>
}

export interface RunningHost {
  readonly process: ChildProcess
  readonly pid: number
  readonly url: string
  readonly startedMs: number
  /** Everything it has printed. */
  said(): string
  /** A line over the unix socket, as the command line has one. */
  connect(): Promise<HostConnection>
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/** Makes a new home; `models` are folders for FREEHOLD_MODELS, the shared one by default. */
export const createHome = async (options: { readonly models?: readonly string[]; readonly settings?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Home> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-e2e-'))
  const state = join(folder, 'state')
  const vault = join(folder, 'vault')
  await mkdir(state)
  const home: Home = {
    folder,
    state,
    vault,
    env: { ...process.env, HOME: folder, FREEHOLD_HOME: state, FREEHOLD_VAULT: vault, FREEHOLD_MODELS: (options.models ?? [shared('models')]).join(':'), ...options.env },
    cli: BUILT_CLI,
    settings: (yaml) => writeFile(join(state, 'settings.yaml'), yaml),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
  // One thread: several wait for each other by spinning, and other tests need the cores. The shared language model is a story teller of 260,000 parameters: what it says of a memo is noise.
  await home.settings(options.settings ?? 'memos:\n  restSeconds: 0.2\nmodels:\n  language: none\n  threads: 1\n')
  return home
}

/** Starts the built host as `npm start` does, with further words of the command line, and waits until its page is served. */
export const startHost = async (home: Home, words: readonly string[] = []): Promise<RunningHost> => {
  const started = performance.now()
  const child = spawn(process.execPath, [home.cli, 'serve', '--port', '0', ...words], { env: home.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(said)
      if (found) resolve(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`The host ended with ${code}: ${said}`)))
  })
  const { socketPath } = findPaths(home.env)
  return {
    process: child,
    pid: child.pid ?? 0,
    url,
    startedMs: performance.now() - started,
    said: () => said,
    connect: async () => {
      const connection = await connectToHost(socketPath, new AbortController().signal)
      if (connection === null) throw new Error('The host does not listen on its socket.')
      return connection
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await once(child, 'exit')
      }
      return { code: child.exitCode, signal: child.signalCode }
    },
  }
}
