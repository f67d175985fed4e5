import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { findPaths } from '../../src/main/adapters/place.ts'
import type { AnswerEvent, Piece } from '../../src/contract/answers.ts'
import type { Ask, AskAnswer, Mode } from '../../src/contract/privacy.ts'
import { connectToHost, type HostConnection } from '../../src/main/rpc/index.ts'
import { traceArguments } from './network-trace.ts'
import type { Home } from './start-host.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type Api = HostConnection['api']

/** The built program in a folder of its own, so that a fault can be planted in it. */
export const copyProgram = (home: Home, plant: (out: string) => void): string => {
  const folder = join(home.folder, 'program')
  mkdirSync(folder)
  cpSync(join(ROOT, 'out'), join(folder, 'out'), { recursive: true })
  for (const name of ['package.json', 'resources', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name))
  const out = join(folder, 'out', 'main')
  plant(out)
  return join(out, 'cli.js')
}

export interface TracedHost {
  readonly api: Api
  readonly pid: number
  said(): string
  stop(): Promise<void>
}

/** Starts a host, under strace where `trace` names a file, and a line to it. */
export const startTraced = async (home: Home, options: { readonly cli: string; readonly env?: Readonly<Record<string, string>>; readonly trace?: string; /** For keys in an encrypted file. */ readonly passphrase?: string }): Promise<TracedHost> => {
  const { cli, trace, passphrase } = options
  const env = { ...home.env, ...options.env, ...(passphrase === undefined ? {} : { FREEHOLD_SECRETS: 'file', FREEHOLD_PASSPHRASE_FD: '3' }) }
  const [program, before] = trace === undefined ? [process.execPath, []] : ['strace', [...traceArguments(trace), process.execPath]]
  const host = spawn(program, [...before, cli, 'serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true })
  const given = host.stdio[3] as Writable
  given.on('error', () => undefined) // a host that was killed reads no more
  given.end(passphrase ?? '')
  let said = ''
  const hear = (piece: Buffer): void => void (said += piece.toString())
  host.stdout?.on('data', hear)
  host.stderr?.on('data', hear)
  const connection = await untilConnected(host, env, () => said)
  return {
    api: connection.api,
    pid: host.pid ?? 0,
    said: () => said,
    stop: async () => {
      connection.close()
      if (host.exitCode !== null || host.signalCode !== null) return
      // To the whole group, as ⌃C sends it: strace itself heeds none while its program runs.
      process.kill(-(host.pid ?? 0), 'SIGTERM')
      await once(host, 'exit')
    },
  }
}

const untilConnected = async (host: ChildProcess, env: NodeJS.ProcessEnv, said: () => string): Promise<HostConnection> => {
  const { socketPath } = findPaths(env)
  for (let tries = 0; tries < 600; tries++) {
    if (host.exitCode !== null) throw new Error(`The host ended: ${said()}`)
    const connection = /http:\/\/127/.test(said()) ? await connectToHost(socketPath, new AbortController().signal) : null
    if (connection !== null) return connection
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The host never answered: ${said()}`)
}

export interface Asked {
  readonly events: readonly AnswerEvent[]
  readonly text: string
  readonly error: { readonly code: string; readonly message: string } | null
  /** The question at the gate, where there was one. */
  readonly ask: Ask | null
}

/** Asks a question and answers the one at the gate, where one comes. */
export const askThrough = async (api: Api, pieces: readonly Piece[], options: { readonly mode?: Mode; readonly answer?: AskAnswer; readonly chat?: string; readonly onDelta?: () => void } = {}): Promise<Asked> => {
  const { mode = { destination: 'Cloud' }, answer = 'keep', chat, onDelta } = options
  const events: AnswerEvent[] = []
  let ask: Ask | null = null
  try {
    const stream = await api.answers.ask({ pieces: [...pieces], mode, ...(chat === undefined ? {} : { chat }) })
    for await (const event of stream) {
      events.push(event)
      if (event.type === 'delta') onDelta?.()
      if (event.type !== 'asking') continue
      ask = (await api.privacy.state({})).asks.find(({ askId }) => askId === event.askId) ?? null
      if (ask !== null) await api.privacy.answer({ askId: ask.askId, answer })
    }
    const last = events.at(-1)
    return { events, text: textOf(events), error: last?.type === 'kept' ? { code: last.code, message: last.words } : null, ask }
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string }
    return { events, text: textOf(events), error: { code: code ?? 'none', message: message ?? '' }, ask }
  }
}

const textOf = (events: readonly AnswerEvent[]): string => events.map((event) => (event.type === 'delta' ? event.text : '')).join('')

export const chat = (text: string): readonly Piece[] => [{ title: 'You', text, origin: 'chat' }]

/** Every file below a folder that holds one of the needles, as text in any of the usual forms. */
export const filesWith = (folder: string, needles: readonly string[]): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .filter((path) => {
      const bytes = readFileSync(path)
      return needles.some((needle) => [needle, Buffer.from(needle).toString('base64').replace(/=+$/, '').slice(0, -1), Buffer.from(needle).toString('hex')].some((form) => bytes.includes(form)))
    })

/** Pieces of a secret long enough that they stand nowhere by chance. */
export const partsOf = (secret: string): readonly string[] => Array.from({ length: Math.floor(secret.length / 5) }, (_, index) => secret.slice(index * 5, index * 5 + 10)).filter((part) => part.length === 10)

/** Appends a line of code to the host as it was built: what a careless dependency would do. */
export const plantInHost = (out: string, code: string): void => {
  const path = join(out, 'root-host.js')
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n${code}\n`)
}
