import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Check, Status } from '../../contract/system.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

export interface SystemDeps {
  status(): Status
  statusChanges(signal: AbortSignal): AsyncGenerator<Status>
  doctor(signal: AbortSignal): Promise<readonly Check[]>
  finishFirstRun(): void
}

/** How the host is, now and as it changes. */
export const systemRouter = (system: SystemDeps) => {
  const procedures = implement(contract.system)
  return procedures.router({
    status: procedures.status.handler(() => system.status()),
    statusChanges: procedures.statusChanges.handler(({ signal = NEVER_ABORTS }) => system.statusChanges(signal)),
    doctor: procedures.doctor.handler(async ({ signal = NEVER_ABORTS }) => ({ checks: [...(await system.doctor(signal))] })),
    finishFirstRun: procedures.finishFirstRun.handler(() => {
      system.finishFirstRun()
      return {}
    }),
  })
}
