import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { LocalApi } from '../core/api/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** Apps that use the models of this machine. */
export const localApiRouter = (api: Pick<LocalApi, 'state' | 'changes' | 'createClient' | 'addClient' | 'setForwards' | 'forgetGrants' | 'revoke'>) => {
  const procedures = implement(contract.localApi)
  return procedures.router({
    state: procedures.state.handler(async () => api.state()),
    changes: procedures.changes.handler(async function* ({ signal = NEVER_ABORTS }) {
      yield* api.changes(signal)
    }),
    createClient: procedures.createClient.handler(async ({ input }) => api.createClient(input.name, input.forwards)),
    addClient: procedures.addClient.handler(async ({ input }) => api.addClient(input.name, input.forwards, input.tokenSha256)),
    setForwards: procedures.setForwards.handler(async ({ input }) => {
      await api.setForwards(input.clientId, input.forwards)
      return {}
    }),
    forgetGrants: procedures.forgetGrants.handler(async ({ input }) => {
      await api.forgetGrants(input.clientId)
      return {}
    }),
    revoke: procedures.revoke.handler(async ({ input }) => {
      await api.revoke(input.clientId)
      return {}
    }),
  })
}
