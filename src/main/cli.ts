#!/usr/bin/env node
// Root: `freehold …`, a client of the host that runs, or of one of its own.
import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { Command, Option } from 'commander'
import type { Piece } from '../contract/answers.ts'
import { ORIGINS } from '../contract/privacy.ts'
import type { Origin } from '../contract/privacy.ts'
import { createNodeFork } from './adapters/engine-process/index.ts'
import { findPaths, openPlace } from './adapters/place.ts'
import { askCommand } from './cli/ask.ts'
import type { HostClient, Terminal } from './cli/client.ts'
import { doctorCommand, memosCommand, modelsCommand } from './cli/lists.ts'
import { problemOf, problemText } from './cli/problem.ts'
import { routeCommand } from './cli/route.ts'
import { transcribeCommand } from './cli/transcribe.ts'
import { compose } from './compose.ts'
import { connectToHost } from './rpc/index.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(at('../../package.json'), 'utf8')) as { readonly version: string }

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  columns: process.stderr.columns ?? 80,
}

const ending = new AbortController()
const { signal } = ending
process.on('SIGINT', () => (signal.aborted ? process.exit(130) : ending.abort()))
process.on('SIGTERM', () => (signal.aborted ? process.exit(143) : ending.abort()))

/**
 * Lends a command the host that runs already; where none does, one in this process that ends with the command. It works on
 * what waits only where the command asks for work.
 */
const withHost = async (starts: boolean, work: (client: HostClient) => Promise<number>): Promise<number> => {
  const running = await connectToHost(findPaths(process.env).socketPath, signal)
  if (running) {
    try {
      return await work(running.api)
    } finally {
      running.close()
    }
  }
  const { place, close } = openPlace({ env: process.env, fork: createNodeFork({ enginePath: at('./engine.js') }), version, resourcesFolder: at('../../resources') })
  try {
    const host = await compose(place, (memoId) => `/audio/${memoId}`)
    try {
      if (starts) host.start({ watch: false })
      return await work(createRouterClient(host.router))
    } finally {
      await host.close()
    }
  } finally {
    close()
  }
}

const end = async (work: (client: HostClient) => Promise<number>, starts = false): Promise<void> => {
  const code = await withHost(starts, work).catch((error: unknown) => {
    if (signal.aborted) return 130
    terminal.err(`${problemText(problemOf(error))}\n`)
    return 1
  })
  process.exit(code)
}

const program = new Command('freehold').description('Own your AI: voice memos become notes on this computer.').version(version)

program
  .command('transcribe')
  .description('write recordings down and file them as notes')
  .argument('<file...>', 'recordings')
  .option('--json', 'one JSON object a file')
  .option('--model <id>', 'a speech model by its name or path')
  .option('--language <code>', 'the language spoken, such as en or de')
  .option('--no-file', 'print only, file no note')
  .action((files: readonly string[], options: { readonly json?: boolean; readonly model?: string; readonly language?: string; readonly file: boolean }) =>
    end((client) => {
      const named = files.map((name) => ({ name, path: resolve(name) }))
      return transcribeCommand(client, named, { json: options.json ?? false, model: options.model, language: options.language, file: options.file }, terminal, signal)
    }, options.file),
  )

program
  .command('serve')
  .description('run without a window; the page is in a browser')
  .option('--port <number>', 'the port on 127.0.0.1; any free one without it')
  .option('--open', 'open the page')
  .option('--verbose', 'show the log')
  .allowExcessArguments(false)
  // The host program takes this process over and reads the same arguments; its signals are its own.
  .action(async () => {
    process.removeAllListeners('SIGINT')
    process.removeAllListeners('SIGTERM')
    await import(new URL('./host.js', import.meta.url).href)
  })

program
  .command('memos')
  .description('the state of every known recording')
  .option('--json', 'as JSON')
  .action(({ json = false }: { readonly json?: boolean }) => end((client) => memosCommand(client, json, terminal, signal)))

program
  .command('models')
  .description('which models are here, and where to put more')
  .option('--json', 'as JSON')
  .action(({ json = false }: { readonly json?: boolean }) => end((client) => modelsCommand(client, json, terminal, signal)))

program
  .command('doctor')
  .description('what works on this computer and what does not')
  .option('--json', 'as JSON')
  .action(({ json = false }: { readonly json?: boolean }) => end((client) => doctorCommand(client, json, terminal, signal)))

const fileText = (path: string): string => {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    throw new Error(`${path} cannot be read. Nothing was sent.`)
  }
  if (bytes.includes(0)) throw new Error(`${path} is not a text, so it was not read. Nothing was sent.`)
  return bytes.toString('utf8')
}

const confirm = async (question: string): Promise<boolean> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(question, { signal })).trim())
  } finally {
    lines.close()
  }
}

program
  .command('route')
  .description('where a text would go, and why; sends nothing')
  .argument('[text]', 'the text; from standard input without it')
  .option('--json', 'as JSON')
  .addOption(new Option('--origin <origin>', 'where it is from; chat without it, file with --file').choices(ORIGINS))
  .option('--to <name>', 'a model server by its name; the first in the cloud without it')
  .option('--file <path>', 'a file with the text')
  .action((text: string | undefined, { json = false, origin, to, file }: { readonly json?: boolean; readonly origin?: Origin; readonly to?: string; readonly file?: string }) =>
    end(async (client) => {
      const read = file === undefined ? (text ?? readFileSync(0, 'utf8')) : fileText(file)
      return routeCommand(client, { json, text: read, origin: origin ?? (file === undefined ? 'chat' : 'file'), mode: to === undefined ? undefined : { destination: to } }, terminal, signal)
    }),
  )

program
  .command('ask')
  .description('ask a model elsewhere, through the gate')
  .argument('<text>', 'the question')
  .requiredOption('--to <name>', 'a model server by its name, or auto')
  .addOption(new Option('--origin <origin>', 'where the question is from').choices(ORIGINS).default('chat'))
  // Not a list behind one name, or the question would be taken for a file.
  .option('--file <path>', 'a file to send with it; may be given again', (path: string, before: readonly string[]) => [...before, path], [])
  .option('--model <id>', 'a model of that server')
  .action((text: string, { to, origin, file, model }: { readonly to: string; readonly origin: Origin; readonly file: readonly string[]; readonly model?: string }) =>
    end(async (client) => {
      const files = file.map((path): Piece => ({ title: basename(path), text: fileText(path), origin: 'file', folder: dirname(resolve(path)) }))
      const pieces = [...files, { title: 'You', text, origin }]
      return askCommand(client, { pieces, mode: to === 'auto' ? 'auto' : { destination: to }, model }, terminal, process.stdin.isTTY && process.stderr.isTTY ? confirm : null, signal)
    }),
  )

await program.parseAsync()
