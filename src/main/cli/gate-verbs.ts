import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { ORIGINS } from '../../contract/privacy.ts'
import type { Mode, Origin } from '../../contract/privacy.ts'
import { askCommand, toUnaskedLine } from './ask.ts'
import { withoutControls } from './ask-words.ts'
import { withAttached } from './attach.ts'
import { problemOf } from './problem.ts'
import { routeCommand } from './route.ts'
import { readStandardInput } from './standard-input.ts'
import type { HostClient, Terminal } from './client.ts'
import type { Verbs } from './verbs.ts'

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

const confirmWith = (signal: AbortSignal) => async (question: string): Promise<boolean> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(question, { signal })).trim())
  } finally {
    lines.close()
  }
}

/** `freehold route` and `freehold ask`. */
export const addGateVerbs = ({ program, end, terminal, signal }: Verbs): void => {
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
        const read = file === undefined ? (text ?? (await readStandardInput(signal))) : fileText(file)
        return routeCommand(client, { json, text: read, origin: origin ?? (file === undefined ? 'chat' : 'file'), mode: to === undefined ? undefined : { destination: to } }, terminal, signal)
      }),
    )

  program
    .command('ask')
    .description('ask the model on this Mac, or one elsewhere through the gate')
    .argument('<text>', 'the question; - reads it from standard input')
    .option('--json', 'one JSON object a line for each event, the result last')
    .option('--local-only', 'never anywhere but on this Mac')
    .option('--to <name>', 'a model server by its name; auto without it: this Mac first')
    .option('--model <id>', 'a model on this Mac, or with --to one of that server; also <server>/<model>')
    .addOption(new Option('--origin <origin>', 'where the question is from').choices(ORIGINS).default('chat'))
    // Not a list behind one name, or the question would be taken for a file.
    .addOption(new Option('--attach <path>', 'a file to go with it; may be given again').argParser(gather))
    .addOption(new Option('--file <path>', 'the same as --attach').argParser(gather).hideHelp())
    .addHelpText('after', '\nThe answer is written to standard output as it comes, all else to standard error. Ends with 0 when\nthere is an answer, 3 when it was refused or kept here, 1 when it failed.')
    .action((text: string, flags: AskFlags) => end((client) => ask(client, text, flags, terminal, signal), flags.attach !== undefined || flags.file !== undefined))
}

const ask = async (client: HostClient, text: string, { json = false, localOnly = false, to, model, origin, attach = [], file = [] }: AskFlags, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  // Names of files and what a server says stand there, too.
  const plain: Terminal = { ...terminal, err: (words) => terminal.err(withoutControls(words)) }
  let isAsked = false
  try {
    const question = text === '-' ? await readStandardInput(signal) : text
    if (question.trim() === '' && attach.length + file.length === 0) throw new Error('There is nothing to ask. Nothing was sent.')
    const place = await placeFor(client, { localOnly, to, model }, signal)
    const confirm = text !== '-' && process.stdin.isTTY && process.stderr.isTTY ? confirmWith(signal) : null
    return await withAttached(client, [...attach, ...file], plain, signal, (pieces) => {
      isAsked = true
      return askCommand(client, { pieces: question.trim() === '' ? pieces : [...pieces, { title: 'You', text: question, origin }], ...place, json }, plain, confirm, signal)
    })
  } catch (error) {
    // The last line is the result, also where it came to no question.
    if (json && !isAsked && !signal.aborted) terminal.out(toUnaskedLine(problemOf(error)))
    throw error
  }
}

interface AskFlags {
  readonly json?: boolean
  readonly localOnly?: boolean
  readonly to?: string
  readonly model?: string
  readonly origin: Origin
  readonly attach?: readonly string[]
  readonly file?: readonly string[]
}

const gather = (path: string, before: readonly string[] = []): readonly string[] => [...before, path]

/** Where a question goes by what was typed: `--model server/model` names both, unless a model on this Mac has that name. */
export const placeFor = async (client: HostClient, { localOnly, to, model }: { readonly localOnly: boolean; readonly to?: string | undefined; readonly model?: string | undefined }, signal: AbortSignal): Promise<{ readonly mode: Mode; readonly model: string | undefined }> => {
  if (localOnly) {
    if (to !== undefined && to !== 'auto') throw new Error('--local-only and --to are against each other. Nothing was sent.')
    return { mode: 'local-only', model }
  }
  if (to !== undefined && to !== 'auto') return { mode: { destination: to }, model }
  const slash = model?.indexOf('/') ?? -1
  if (model === undefined || slash < 1) return { mode: 'auto', model }
  const name = model.slice(0, slash)
  const { destinations } = await client.privacy.state({}, { signal })
  return destinations.some((each) => each.name === name) ? { mode: { destination: name }, model: model.slice(slash + 1) } : { mode: 'auto', model }
}
