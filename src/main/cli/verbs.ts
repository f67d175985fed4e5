import type { Command } from 'commander'
import type { HostClient, Terminal } from './client.ts'

/** What a group of verbs is added to, and how its verbs run: with a host lent to them, their answer the exit code. */
export interface Verbs {
  readonly program: Command
  /** With `starts` a host that is lent for the verb alone works on what waits, too. */
  readonly end: (work: (client: HostClient) => Promise<number>, starts?: boolean) => Promise<void>
  /** The same, and nothing but a word of it where no host runs. */
  readonly endOnRunning: (work: (client: HostClient) => Promise<number>) => Promise<void>
  readonly terminal: Terminal
  readonly signal: AbortSignal
}
