import type { ModelFile } from '../../../contract/models.ts'
import type { Sampling } from '../../../contract/settings.ts'

export interface JsonRequest {
  readonly model: ModelFile
  readonly system: string
  readonly prompt: string
  /** JSON schema that the answer is bound to by grammar; node-llama-cpp's subset. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly maxTokens: number
  /** Who asks, as the person knows them. */
  readonly user?: string | undefined
  readonly signal: AbortSignal
}

export interface LlmMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

export interface LlmToolCall {
  readonly name: string
  readonly input: unknown
}

/** What the assistant called instead of, or after, saying something. */
export interface LlmCalls {
  readonly role: 'assistant'
  readonly text: string
  readonly calls: readonly LlmToolCall[]
}

/** What came of a call. It stands after the message with its calls, in their order. */
export interface LlmToolResult {
  readonly role: 'tool'
  readonly name: string
  readonly text: string
}

export type LlmTurn = LlmMessage | LlmCalls | LlmToolResult

/** How a call to a model is made, and for whom. */
export interface LlmCallOptions {
  /** Who asks, as the person knows them: `Chat`, `Memos`, an app's name. */
  readonly user?: string | undefined
  /** Tokens the model has to hold at least; another size than it holds now is loaded anew when nobody works with it. */
  readonly contextTokens?: number | undefined
  /** Minutes it stays after this; the settings say otherwise. */
  readonly keepAliveMinutes?: number | undefined
}

/** One way the text could have gone on. */
export interface LlmChance {
  readonly text: string
  readonly logprob: number
}

export interface LlmTokenChance extends LlmChance {
  readonly others: readonly LlmChance[]
}

/** A function the model may call: it names one, and the caller decides what becomes of it. */
export interface LlmTool {
  readonly name: string
  readonly description: string
  /** JSON schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>
}

export interface LlmChatRequest extends LlmCallOptions {
  readonly model: ModelFile
  /** Chats with one name share what the model has already read; another name never sees it. */
  readonly conversation: string
  /** Where the last is the assistant's, the answer goes on from it. */
  readonly messages: readonly LlmTurn[]
  /** Left out, as many as there is room for. */
  readonly maxTokens?: number | undefined
  readonly sampling?: Sampling | undefined
  /** Binds the answer by grammar, also while it streams; what a model thinks before is not bound. `{}` is any JSON. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined
  readonly tools?: readonly LlmTool[] | undefined
  /** `required`: it calls one; a name: that one. */
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string } | undefined
  /** The answer ends before the first of these; none of it is ever told. */
  readonly stop?: readonly string[] | undefined
  /** Tell how likely each token was, and so many others. Left out, nothing is told. */
  readonly logprobs?: number | undefined
  /** Whether a model that can think first may. */
  readonly thinking?: boolean | undefined
  /**
   * `alone`, which is how it is: the engine works on nothing else meanwhile. `together`: in one batch with others of this kind, each in
   * a sequence of its own; a call that is `alone` goes before those that wait.
   */
  readonly turn?: 'alone' | 'together' | undefined
  readonly signal: AbortSignal
}

export interface LlmCompleteRequest extends LlmCallOptions {
  readonly model: ModelFile
  /** Goes on from this text as it stands, without the model's template. */
  readonly prompt: string
  readonly maxTokens?: number | undefined
  readonly sampling?: Sampling | undefined
  readonly schema?: Readonly<Record<string, unknown>> | undefined
  readonly stop?: readonly string[] | undefined
  readonly logprobs?: number | undefined
  readonly turn?: 'alone' | 'together' | undefined
  readonly signal: AbortSignal
}

export interface LlmEmbedRequest extends LlmCallOptions {
  /** Of kind `embedding`, or a language model, whose last layer is taken. */
  readonly model: ModelFile
  readonly texts: readonly string[]
  readonly signal: AbortSignal
}

export interface LlmEmbedded {
  /** One vector a text, of length 1. */
  readonly vectors: readonly Float32Array[]
  readonly tokens: number
}

export type LlmEvent =
  /** The prompt was counted, and fits; now it is read. */
  | { readonly type: 'start'; readonly promptTokens: number; /** Known from before, and not read again. */ readonly reusedTokens: number; readonly contextTokens: number }
  | { readonly type: 'delta'; readonly text: string; readonly chances?: readonly LlmTokenChance[] | undefined }
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
  /** The same for a text without a chat. */
  complete(request: LlmCompleteRequest): AsyncGenerator<LlmEvent, undefined, void>
  /** What texts mean, as numbers. One that does not fit is TOO_LARGE, and none is cut. */
  embed(request: LlmEmbedRequest): Promise<LlmEmbedded>
  /** Tokens the messages take as the model would read them, template and all. */
  countChat(model: ModelFile, messages: readonly LlmTurn[], signal: AbortSignal): Promise<number>
  facts(model: ModelFile): LlmFacts
  /** Loads it ahead of a turn that is being typed. */
  prepare(model: ModelFile): void
}
