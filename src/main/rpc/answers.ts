import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Answers } from '../core/answers/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** One question to a model elsewhere. */
export const answersRouter = (answers: Answers) => {
  const procedures = implement(contract.answers)
  return procedures.router({ ask: procedures.ask.handler(({ input, signal = NEVER_ABORTS }) => answers.ask(input, signal)) })
}
