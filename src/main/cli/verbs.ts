import type { Command } from 'commander'
import type { HostClient, Terminal } from './client.ts'

/** What a group of verbs is added to, and how its verbs run: with a host lent to them, their answer the exit code. */
export interface Verbs {
  readonly program: Command
  readonly end: (work: (client: HostClient) => Promise<number>) => Promise<void>
  readonly terminal: Terminal
  readonly signal: AbortSignal
}
