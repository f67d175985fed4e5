import { addApp, listApps, revokeApp } from './api.ts'
import type { Verbs } from './verbs.ts'

/** `freehold api …` */
export const addApiVerbs = ({ program, end, terminal, signal }: Verbs): void => {
  const api = program.command('api').description('apps on this computer that use the models')

  api
    .command('list', { isDefault: true })
    .description('where the API is open, and which apps may use it')
    .option('--json', 'as JSON')
    .action(({ json = false }: { readonly json?: boolean }) => end((client) => listApps(client, json, terminal, signal)))

  api
    .command('add')
    .description('let an app in, and print its token once')
    .argument('<name>')
    .option('--keeps-here', 'it hands nothing on to a model in the cloud')
    .action((name: string, { keepsHere = false }: { readonly keepsHere?: boolean }) => end((client) => addApp(client, name, !keepsHere, terminal, signal)))

  api
    .command('revoke')
    .description("take an app's token back")
    .argument('<name>')
    .action((name: string) => end((client) => revokeApp(client, name, terminal, signal)))
}
