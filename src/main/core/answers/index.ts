export type { AnswerRequest, Answers } from './answers.ts'
export type { AnswerDeps } from './create-answers.ts'
export { createAnswers } from './create-answers.ts'
