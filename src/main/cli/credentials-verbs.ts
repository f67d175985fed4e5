import { listCredentials, refusedArguments, removeCredential, setCredential, testCredential } from './credentials.ts'
import { hiddenPrompt } from './hidden-prompt.ts'
import type { Verbs } from './verbs.ts'

/** `freehold credentials …` */
export const addCredentialsVerbs = ({ program, end, terminal, signal }: Verbs): void => {
  const prompt = process.stdin.isTTY ? (question: string) => hiddenPrompt(question, process.stdin, terminal.err) : null
  const credentials = program.command('credentials').description('keys for model providers')

  credentials
    .command('set')
    .usage('NAME')
    .description('store a key; it is asked for, or read from the input')
    // Taken as they are: the library would print what it does not know, and that may be a key.
    .argument('[name...]')
    .allowUnknownOption()
    .action((given: readonly string[]) => {
      const refusal = refusedArguments(given)
      if (refusal !== null) {
        terminal.err(`${refusal}\n`)
        process.exit(2)
      }
      return end((client) => setCredential(client, given[0] ?? '', { prompt, piped: () => process.stdin }, terminal, signal))
    })

  credentials
    .command('list')
    .description('which keys there are, and who used them')
    .option('--json', 'as JSON')
    .action(({ json = false }: { readonly json?: boolean }) => end((client) => listCredentials(client, json, terminal, signal)))

  credentials
    .command('test')
    .argument('<name>')
    .description('ask the provider whether it takes a key')
    .action((name: string) => end((client) => testCredential(client, name, terminal, signal)))

  credentials
    .command('remove')
    .argument('<name>')
    .description('remove a key')
    .action((name: string) => end((client) => removeCredential(client, name, terminal, signal)))
}
