import type { ModelFile } from '../../../contract/models.ts'
import type { Sampling } from '../../../contract/settings.ts'

export interface JsonRequest {
  readonly model: ModelFile
  readonly system: string
  readonly prompt: string
  /** JSON schema that the answer is bound to by grammar; node-llama-cpp's subset. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly maxTokens: number
  readonly signal: AbortSignal
}

export interface LlmMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

/** A function the model may call: it names one, and the caller decides what becomes of it. */
export interface LlmTool {
  readonly name: string
  readonly description: string
  /** JSON schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>
}

export interface LlmChatRequest {
  readonly model: ModelFile
  /** Chats with one name share what the model has already read; another name never sees it. */
  readonly conversation: string
  /** Where the last is the assistant's, the answer goes on from it. */
  readonly messages: readonly LlmMessage[]
  /** Left out, as many as there is room for. */
  readonly maxTokens?: number | undefined
  readonly sampling?: Sampling | undefined
  /** Binds the answer by grammar. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined
  readonly tools?: readonly LlmTool[] | undefined
  readonly signal: AbortSignal
}

export type LlmEvent =
  /** The prompt was counted, and fits; now it is read. */
  | { readonly type: 'start'; readonly promptTokens: number; /** Known from before, and not read again. */ readonly reusedTokens: number; readonly contextTokens: number }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly input: unknown }
  | { readonly type: 'usage'; readonly tokensIn: number; readonly tokensOut: number; readonly firstTokenMs: number; /** Of the writing alone, without the reading. */ readonly tokensPerSecond: number }
  /** `tool`: it waits for what a tool gives. */
  | { readonly type: 'done'; readonly stopReason: 'end' | 'length' | 'tool' }

/** What is known of a model without waiting for it. */
export interface LlmFacts {
  /** `cold`: not in memory. `failed`: it could not be loaded or crashed at its last call. */
  readonly state: 'cold' | 'loading' | 'ready' | 'failed'
  /** As it will be, or is, held; from the file's own facts while it is not in memory. Null when the file does not tell. */
  readonly contextTokens: number | null
}

/** A language model on this Mac. Rejects with AppError NO_MODEL, MODEL_BROKEN, ENGINE_CRASHED, ENGINE_TIMEOUT, TOO_LARGE. */
export interface Llm {
  /** Answers with a value that fits the schema; the caller parses it again. A prompt that does not fit is TOO_LARGE, never cut. */
  completeJson(request: JsonRequest): Promise<unknown>
  countTokens(model: ModelFile, text: string, signal: AbortSignal): Promise<number>
  /** Tokens a prompt and its answer may take together. */
  contextTokens(model: ModelFile, signal: AbortSignal): Promise<number>
  /**
   * Answers a chat as it is written, at most thirty events a second, the first at once. A prompt that does not fit is TOO_LARGE with the
   * figures, and nothing is ever cut; leaving it, or an abort, stops the engine.
   */
  chat(request: LlmChatRequest): AsyncGenerator<LlmEvent, undefined, void>
  /** Tokens the messages take as the model would read them, template and all. */
  countChat(model: ModelFile, messages: readonly LlmMessage[], signal: AbortSignal): Promise<number>
  facts(model: ModelFile): LlmFacts
  /** Loads it ahead of a turn that is being typed. */
  prepare(model: ModelFile): void
}
