import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Models } from '../core/models/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

export type ModelsDeps = Pick<Models, 'list' | 'state' | 'changes' | 'lookUp' | 'pull' | 'pause' | 'resume' | 'cancel' | 'addFile' | 'remove' | 'fit' | 'unload' | 'bench'>

/** Which models are here, which could be, what they need, and how fast they are. */
export const modelsRouter = (models: ModelsDeps) => {
  const procedures = implement(contract.models)
  const none = async (work: Promise<void>): Promise<Record<never, never>> => {
    await work
    return {}
  }
  return procedures.router({
    list: procedures.list.handler(async () => {
      const { found, offered, folders, inUse } = models.list()
      return { found: [...found], offered: [...offered], folders: [...folders], inUse }
    }),
    state: procedures.state.handler(async ({ signal = NEVER_ABORTS }) => models.state(signal)),
    changes: procedures.changes.handler(async function* ({ signal = NEVER_ABORTS }) {
      yield* models.changes(signal)
    }),
    lookUp: procedures.lookUp.handler(async ({ input, signal = NEVER_ABORTS }) => ({ models: [...(await models.lookUp(input.ref, signal))] })),
    pull: procedures.pull.handler(async ({ input }) => models.pull(input.ref)),
    pause: procedures.pause.handler(async ({ input }) => none(models.pause(input.downloadId))),
    resume: procedures.resume.handler(async ({ input }) => none(models.resume(input.downloadId))),
    cancel: procedures.cancel.handler(async ({ input }) => none(models.cancel(input.downloadId))),
    addFile: procedures.addFile.handler(async ({ input, signal = NEVER_ABORTS }) => models.addFile(input.path, signal)),
    remove: procedures.remove.handler(async ({ input }) => none(models.remove(input.id))),
    fit: procedures.fit.handler(async ({ input, signal = NEVER_ABORTS }) => models.fit(input.ref, input.contextTokens, signal)),
    unload: procedures.unload.handler(async ({ input }) => none(models.unload(input.id))),
    bench: procedures.bench.handler(async function* ({ input, signal = NEVER_ABORTS }) {
      yield* models.bench(input.id, signal)
    }),
  })
}
