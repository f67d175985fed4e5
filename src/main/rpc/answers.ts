import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Answers } from '../core/answers/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** One question, answered here or elsewhere; an answer is at most as long as the settings say, unless the caller does. */
export const answersRouter = (answers: Answers, maxAnswerTokens: () => number) => {
  const procedures = implement(contract.answers)
  return procedures.router({ ask: procedures.ask.handler(({ input, signal = NEVER_ABORTS }) => answers.ask({ ...input, maxTokens: input.maxTokens ?? maxAnswerTokens() }, signal)) })
}
