export type { AnswerRequest, Answers } from './answers.ts'
