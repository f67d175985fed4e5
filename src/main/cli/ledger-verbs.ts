import { InvalidArgumentError } from 'commander'
import { exportCommand, ledgerCommand, purgeCommand, verifyCommand } from './ledger.ts'
import type { Verbs } from './verbs.ts'

interface LedgerOptions {
  readonly json?: boolean
  readonly limit: string
  readonly from?: string
  readonly to?: string
  readonly destination?: string
  readonly feature?: string
  readonly text?: string
}

const timeOf = (given: string | undefined): string | undefined => {
  if (given === undefined) return undefined
  // A day alone is that day here, and not in London.
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00` : given)
  if (Number.isNaN(ms)) throw new InvalidArgumentError('A time looks like 2026-11-24 or 2026-11-24T16:09.')
  return new Date(ms).toISOString()
}

const filterOf = ({ from, to, destination, feature, text }: LedgerOptions) =>
  Object.fromEntries(Object.entries({ from: timeOf(from), to: timeOf(to), destination, feature, text }).filter(([, value]) => value !== undefined))

/** `freehold ledger …` */
export const addLedgerVerbs = ({ program, end, terminal, signal }: Verbs): void => {
  const ledger = program
    .command('ledger')
    .description('what left this computer, what was kept here, and what tried to leave')
    .option('--json', 'as JSON')
    .option('--limit <number>', 'how many, newest first', '50')
    .option('--from <time>', 'from this time on (2026-11-24 or with a time of day)')
    .option('--to <time>', 'before this time')
    .option('--destination <name>', 'to this destination')
    .option('--feature <name>', 'of this feature')
    .option('--text <words>', 'with these words in destination, feature, model or rule')
    .action((options: LedgerOptions) => end((client) => ledgerCommand(client, { ...filterOf(options), json: options.json ?? false, limit: Math.max(1, Number(options.limit) || 50) }, terminal, signal)))
  ledger
    .command('verify')
    .description('check that no record was changed or is missing')
    .action(() => end((client) => verifyCommand(client, ledger.opts<LedgerOptions>().json ?? false, terminal, signal)))
  ledger
    .command('export')
    .description('print all records that fit')
    .option('--format <format>', 'jsonl or csv', 'jsonl')
    .action(({ format }: { readonly format: string }) => end((client) => exportCommand(client, { ...filterOf(ledger.opts()), format: format === 'csv' ? 'csv' : 'jsonl' }, terminal, signal)))
  ledger
    .command('purge')
    .description('forget what was sent; the records of it stay')
    .option('--before <time>', 'only what was sent before this time')
    .action(({ before }: { readonly before?: string }) => end((client) => purgeCommand(client, timeOf(before), terminal, signal)))
}
