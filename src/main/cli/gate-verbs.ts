import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import { ORIGINS } from '../../contract/privacy.ts'
import type { Mode, Origin } from '../../contract/privacy.ts'
import { askCommand } from './ask.ts'
import { withAttached } from './attach.ts'
import { routeCommand } from './route.ts'
import type { HostClient } from './client.ts'
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
        const read = file === undefined ? (text ?? readFileSync(0, 'utf8')) : fileText(file)
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
    .option('--attach <path>', 'a file to go with it; may be given again', gather, [])
    .addOption(new Option('--file <path>', 'the same as --attach').argParser(gather).default([]).hideHelp())
    .action((text: string, { json = false, localOnly = false, to, model, origin, attach, file }: AskFlags) =>
      end(async (client) => {
        const question = text === '-' ? readFileSync(0, 'utf8') : text
        const place = await placeFor(client, { localOnly, to, model }, signal)
        const confirm = text !== '-' && process.stdin.isTTY && process.stderr.isTTY ? confirmWith(signal) : null
        return withAttached(client, [...attach, ...file], terminal, signal, (pieces) => askCommand(client, { pieces: [...pieces, { title: 'You', text: question, origin }], ...place, json }, terminal, confirm, signal))
      }, attach.length + file.length > 0),
    )
}

interface AskFlags {
  readonly json?: boolean
  readonly localOnly?: boolean
  readonly to?: string
  readonly model?: string
  readonly origin: Origin
  readonly attach: readonly string[]
  readonly file: readonly string[]
}

const gather = (path: string, before: readonly string[]): readonly string[] => [...before, path]

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
