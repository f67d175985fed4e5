// Read before every other module, so it reads none but Node's own and its own parts.
import { syncBuiltinESMExports } from 'node:module'
import type { Server, Socket } from 'node:net'
import { guardDatagrams } from './guard-datagrams.ts'
import { guardNames } from './guard-names.ts'
import { guardNatives } from './guard-natives.ts'
import { guardPrograms } from './guard-programs.ts'
import { type Blocked, createReport } from './guard-report.ts'
import { guardSockets } from './guard-sockets.ts'
import { guardWorkers } from './guard-workers.ts'

export type { Blocked } from './guard-report.ts'

export interface GuardOptions {
  /** Where our own built files lie. */
  readonly ownFolder: string
  /** Programs that may be started, by name. */
  readonly programs: readonly string[]
  /** The file that puts the guard into a thread before anything else; null where no threads are. */
  readonly guardPath: string | null
}

/** What the gate gets of the guard, and nobody else; but for `allowServer`, which the local API's door gets. */
export interface GuardLeave {
  /** Lets this one socket connect, once. */
  allow(socket: Socket): void
  /** Lets this one server listen to other machines, once, on an address that is named. */
  allowServer(server: Server): void
  /** Every address of a name, in the system's order. */
  lookup(hostname: string): Promise<readonly string[]>
}

export interface Guard {
  readonly leave: GuardLeave
  /** Told of every refusal, those before included. Gives back how to stop listening. */
  onBlocked(listener: (blocked: Blocked) => void): () => void
}

const OWN_SOCKET = 'host.sock'
let installed: Guard | null = null
let isTaken = false

/** Closes every way out of this thread but those it hands out. A second call changes nothing. */
export const installGuard = (options: GuardOptions): void => {
  if (installed !== null) return
  const report = createReport()
  const { allow, allowServer } = guardSockets(report, [OWN_SOCKET])
  const { lookup } = guardNames(report)
  guardDatagrams(report)
  guardPrograms(report, options)
  guardWorkers(report, options)
  guardNatives(report)
  // Without this, `import { lookup } from 'node:dns'` would still find what was there before.
  syncBuiltinESMExports()
  installed = { leave: { allow, allowServer, lookup }, onBlocked: report.onBlocked }
}

/** The guard's leave, for whoever asks first: the root, which hands it to the gate. Null where no guard stands, as in tests. */
export const takeGuard = (): Guard | null => {
  if (installed !== null && isTaken) throw new Error('The guard was taken already.')
  isTaken = installed !== null
  return installed
}
