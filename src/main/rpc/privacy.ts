import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Privacy } from '../core/routing/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** The policy, the questions at the gate, and the switch. */
export const privacyRouter = (privacy: Privacy) => {
  const procedures = implement(contract.privacy)
  return procedures.router({
    state: procedures.state.handler(() => privacy.state()),
    changes: procedures.changes.handler(({ signal = NEVER_ABORTS }) => privacy.changes(signal)),
    setLocalOnly: procedures.setLocalOnly.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.setLocalOnly(input.on, signal)
      return {}
    }),
    setCell: procedures.setCell.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.setCell(input.origin, input.zone, input.verdict, signal)
      return {}
    }),
    addRule: procedures.addRule.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.addRule(input, signal)
      return {}
    }),
    removeRule: procedures.removeRule.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.removeRule(input.index, input.rule, signal)
      return {}
    }),
    addDestination: procedures.addDestination.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.addDestination(input, signal)
      return {}
    }),
    removeDestination: procedures.removeDestination.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.removeDestination(input.name, signal)
      return {}
    }),
    answer: procedures.answer.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await privacy.answer(input.askId, input.answer, signal)
      return {}
    }),
    tryIt: procedures.tryIt.handler(({ input, signal = NEVER_ABORTS }) => privacy.tryIt(input, signal)),
  })
}
