import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Option } from 'commander'
import type { Piece } from '../../contract/answers.ts'
import { ORIGINS } from '../../contract/privacy.ts'
import type { Origin } from '../../contract/privacy.ts'
import { askCommand } from './ask.ts'
import { routeCommand } from './route.ts'
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
        return askCommand(client, { pieces, mode: to === 'auto' ? 'auto' : { destination: to }, model }, terminal, process.stdin.isTTY && process.stderr.isTTY ? confirmWith(signal) : null, signal)
      }),
    )
}
