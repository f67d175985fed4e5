// Root: `freehold …`, a client of the host that runs, or of one of its own.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { Command } from 'commander'
import { createNodeFork } from './adapters/engine-process/index.ts'
import { takeGuard } from './adapters/net-gate/guard.ts'
import { findPaths, openPlace, workFolders } from './adapters/place.ts'
import { checkSocketFolder } from './adapters/platform/index.ts'
import { withoutControls } from './cli/ask-words.ts'
import { AppError } from '../contract/errors.ts'
import type { HostClient, Terminal } from './cli/client.ts'
import { addApiVerbs } from './cli/api-verbs.ts'
import { addCredentialsVerbs } from './cli/credentials-verbs.ts'
import { addGateVerbs } from './cli/gate-verbs.ts'
import { hiddenPrompt } from './cli/hidden-prompt.ts'
import { addMcpVerbs } from './cli/mcp-verbs.ts'
import { addLedgerVerbs } from './cli/ledger-verbs.ts'
import { doctorCommand, memosCommand } from './cli/lists.ts'
import { addModelsVerbs } from './cli/models-verbs.ts'
import { problemOf, problemText } from './cli/problem.ts'
import { transcribeCommand } from './cli/transcribe.ts'
import type { Verbs } from './cli/verbs.ts'
import { compose } from './compose.ts'
import { connectToHost, createMcpServer } from './rpc/index.ts'

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

// Who reads may have enough (`| head -1`): the work ends as it does for others, by SIGPIPE's number and without a word.
const CLOSED_PIPE = 141
let isReaderGone = false
process.stdout.on('error', () => {
  isReaderGone = true
  ending.abort()
})
// Nobody is left to be told.
process.stderr.on('error', () => undefined)

/**
 * Lends a command the host that runs already; where none does, one in this process that ends with the command. It works on
 * what waits only where the command asks for work.
 */
const withHost = async (starts: boolean, onlyRunning: boolean, work: (client: HostClient) => Promise<number>): Promise<number> => {
  const { socketPath, socketFolder } = findPaths(process.env)
  if (socketFolder !== null) await checkSocketFolder(socketFolder)
  const running = await connectToHost(socketPath, signal)
  if (running) {
    try {
      return await work(running.api)
    } finally {
      running.close()
    }
  }
  if (onlyRunning) throw new AppError('UNSUPPORTED', 'Freehold does not run, and only its window or its page can ask you what an app may read.', { next: 'Start Freehold first.' })
  const { place, close } = openPlace({ env: process.env, fork: createNodeFork({ enginePath: at('./engine.js'), readFolders: workFolders(process.env) }), version, guard: takeGuard(), detectWorkerPath: at('./detect-worker.js'), readWorkerPath: at('./read-worker.js'), prompt: process.stdin.isTTY ? (question) => hiddenPrompt(question, process.stdin, terminal.err) : null, resourcesFolder: at('../../resources') })
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

const end = async (work: (client: HostClient) => Promise<number>, starts = false, onlyRunning = false): Promise<void> => {
  const code = await withHost(starts, onlyRunning, work).catch((error: unknown) => {
    if (isReaderGone) return CLOSED_PIPE
    if (signal.aborted || (error instanceof DOMException && error.name === 'AbortError')) return 130
    terminal.err(`${withoutControls(problemText(problemOf(error)))}\n`)
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
  .option('--api', 'open the local API for other apps, for this run')
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
  .command('doctor')
  .description('what works on this computer and what does not')
  .option('--json', 'as JSON')
  .action(({ json = false }: { readonly json?: boolean }) => end((client) => doctorCommand(client, json, terminal, signal)))

const verbs: Verbs = { program, end, endOnRunning: (work) => end(work, false, true), terminal, signal }
addGateVerbs(verbs)
addLedgerVerbs(verbs)
addCredentialsVerbs(verbs)
addModelsVerbs(verbs)
addApiVerbs(verbs)
addMcpVerbs(verbs, { version, createMcpServer })

await program.parseAsync()
