export type { AnswerRequest, Answers, AnswerTurn, TurnEvent, TurnMessage, TurnRequest, Usage } from './answers.ts'
export { createAnswers } from './create-answers.ts'
export type { AnswerDeps } from './deps.ts'
