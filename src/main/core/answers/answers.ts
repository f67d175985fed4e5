import type { AnswerEvent, Piece } from '../../../contract/answers.ts'
import type { Mode } from '../../../contract/privacy.ts'

export interface AnswerRequest {
  readonly feature: string
  readonly pieces: readonly Piece[]
  readonly mode: Mode
  readonly model?: string | undefined
  readonly chat?: string | undefined
  readonly maxTokens: number
}

/** One question to a model elsewhere, through the gate. */
export interface Answers {
  ask(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent, undefined, void>
}
