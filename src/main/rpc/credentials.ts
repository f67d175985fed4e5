import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Credentials } from '../core/credentials/index.ts'
import { redact } from '../core/lib/redacted.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** Which keys there are. A key comes in and never goes out. */
export const credentialsRouter = (credentials: Credentials) => {
  const procedures = implement(contract.credentials)
  return procedures.router({
    list: procedures.list.handler(async ({ signal = NEVER_ABORTS }) => {
      const { store, credentials: all } = await credentials.list(signal)
      return { store, credentials: [...all] }
    }),
    set: procedures.set.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await credentials.set(input.name, redact(input.value), signal)
      return {}
    }),
    test: procedures.test.handler(({ input, signal = NEVER_ABORTS }) => credentials.test(input.name, signal)),
    remove: procedures.remove.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await credentials.remove(input.name, signal)
      return {}
    }),
  })
}
