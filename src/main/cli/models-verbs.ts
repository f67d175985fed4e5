import { InvalidArgumentError } from 'commander'
import { benchModel, fitModel, listModels, lookUpModel, pullModel, removeModel } from './models.ts'
import type { Verbs } from './verbs.ts'

interface Json {
  readonly json?: boolean
}

const tokens = (given: string): number => {
  const count = Number(given)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('A context is a number of tokens.')
  return count
}

/** `freehold models …` */
export const addModelsVerbs = ({ program, end, terminal, signal }: Verbs): void => {
  const models = program.command('models').description('which models are here, what they need, and how to get more')

  models
    .command('list', { isDefault: true })
    .description('models on this computer, and good ones for it')
    .option('--json', 'as JSON')
    .action(({ json = false }: Json) => end((client) => listModels(client, json, terminal, signal)))

  models
    .command('find')
    .description('what a link or a name leads to; nothing is fetched')
    .argument('<model>', 'hf:owner/repository, an address, or an id of the catalogue')
    .option('--json', 'as JSON')
    .action((ref: string, { json = false }: Json) => end((client) => lookUpModel(client, ref, json, terminal, signal)))

  models
    .command('pull')
    .description('fetch a model; what came is kept if it breaks off')
    .argument('<model>', 'an id of the catalogue, hf:owner/repository/file.gguf, or an address')
    .option('--json', 'one JSON object a line as it comes')
    .action((ref: string, { json = false }: Json) => end((client) => pullModel(client, ref, json, terminal, signal)))

  models
    .command('rm')
    .description("delete a model's file")
    .argument('<id>')
    .action((id: string) => end((client) => removeModel(client, id, terminal, signal)))

  models
    .command('fit')
    .description('whether a model fits on this computer')
    .argument('<model>', 'one that is here, or anything that pull takes')
    .option('--context <tokens>', 'tokens that it is to hold', tokens)
    .option('--json', 'as JSON')
    .action((ref: string, { json = false, context }: Json & { readonly context?: number }) => end((client) => fitModel(client, ref, context, json, terminal, signal)))

  models
    .command('bench')
    .description('measure how fast a model is here')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, { json = false }: Json) => end((client) => benchModel(client, id, json, terminal, signal)))
}
