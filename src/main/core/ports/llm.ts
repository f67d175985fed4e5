import type { ModelFile } from '../../../contract/models.ts'

export interface JsonRequest {
  readonly model: ModelFile
  readonly system: string
  readonly prompt: string
  /** JSON schema that the answer is bound to by grammar; node-llama-cpp's subset. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly maxTokens: number
  readonly signal: AbortSignal
}

/** A language model on this Mac. Rejects with AppError NO_MODEL, MODEL_BROKEN, ENGINE_CRASHED, ENGINE_TIMEOUT, TOO_LARGE. */
export interface Llm {
  /** Answers with a value that fits the schema; the caller parses it again. A prompt that does not fit is TOO_LARGE, never cut. */
  completeJson(request: JsonRequest): Promise<unknown>
  countTokens(model: ModelFile, text: string, signal: AbortSignal): Promise<number>
  /** Tokens a prompt and its answer may take together. */
  contextTokens(model: ModelFile, signal: AbortSignal): Promise<number>
}
