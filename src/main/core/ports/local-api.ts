import type { Segment } from '../../../contract/memos.ts'
import type { ModelKind } from '../../../contract/models.ts'
import type { ApiSettings } from '../../../contract/local-api.ts'
import type { LlmChatRequest, LlmCompleteRequest, LlmEmbedded, LlmEvent } from './llm.ts'

/** An app that was let in. */
export interface ApiCaller {
  readonly clientId: string
  readonly name: string
}

/** Why somebody was not let in, or has to wait. */
export interface Denied {
  readonly status: 401 | 403 | 429 | 503
  readonly message: string
  readonly retryAfterSeconds?: number | undefined
}

/** A model as apps see it: one on this machine, or one of a server that a rule lets apps use. */
export interface ApiModel {
  readonly id: string
  readonly kind: ModelKind | 'elsewhere'
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** Hex of its sha256 where that is known; else a stand-in from its path, size and time. */
  readonly digest: string
  readonly contextTokens: number | null
  readonly trainTokens: number | null
  readonly family: string
  readonly parameters: string | null
  readonly quantisation: string | null
  readonly chatTemplate: string | null
  readonly licence: string | null
  /** Null while it is not in memory. */
  readonly running: { readonly memoryBytes: number; readonly expiresMs: number | null } | null
}

/** `model` by its id, its path, or a destination's name and model (`Anthropic/claude-…`), which goes through the gate. */
export type ApiChatRequest = Omit<LlmChatRequest, 'model' | 'conversation' | 'user' | 'turn'> & { readonly model: string }
export type ApiCompleteRequest = Omit<LlmCompleteRequest, 'model' | 'user' | 'turn'> & { readonly model: string }
export interface ApiEmbedRequest {
  readonly model: string
  readonly texts: readonly string[]
  readonly contextTokens?: number | undefined
  readonly keepAliveMinutes?: number | undefined
  readonly signal: AbortSignal
}
export interface ApiTranscribeRequest {
  readonly model: string
  /** A file that the door wrote, and removes. */
  readonly path: string
  readonly fileName: string
  readonly language?: string | undefined
  readonly prompt?: string | undefined
  readonly signal: AbortSignal
}
export interface ApiTranscript {
  readonly text: string
  readonly language: string
  readonly durationSeconds: number
  readonly segments: readonly Segment[]
}

/**
 * What apps may ask for. Calls wait in a fair queue: who has fewer under way goes first. Rejects with AppError, of which `NOT_FOUND` is an
 * unknown model, `TOO_LARGE` a prompt that does not fit (with the figures), `RATE_LIMITED` a full queue, `KEPT_HERE` what policy keeps here.
 */
export interface LocalApiWork {
  /** Those in use first. */
  models(): readonly ApiModel[]
  findModel(idOrPath: string): ApiModel | null
  chat(caller: ApiCaller, request: ApiChatRequest): AsyncGenerator<LlmEvent, undefined, void>
  complete(caller: ApiCaller, request: ApiCompleteRequest): AsyncGenerator<LlmEvent, undefined, void>
  embed(caller: ApiCaller, request: ApiEmbedRequest): Promise<LlmEmbedded>
  transcribe(caller: ApiCaller, request: ApiTranscribeRequest): Promise<ApiTranscript>
  /** Ollama's `keep_alive: 0`, and `/api/generate` without a prompt. */
  unload(caller: ApiCaller, model: string): Promise<void>
  load(caller: ApiCaller, model: string, options: { readonly contextTokens?: number | undefined; readonly keepAliveMinutes?: number | undefined }, signal: AbortSignal): Promise<void>
  /** Fetches a model; each event is a step of it. */
  pull(caller: ApiCaller, ref: string, signal: AbortSignal): AsyncGenerator<{ readonly words: string; readonly digest: string | null; readonly totalBytes: number | null; readonly completedBytes: number | null }, undefined, void>
  remove(caller: ApiCaller, model: string): Promise<void>
}

/** Who stands at the door, and what the settings say of it. */
export interface ApiDoor {
  readonly settings: () => ApiSettings
  readonly onSettingsChange: (listener: () => void) => () => void
  /** Lets a request in, or says why not; counts it. `from` is null on this machine. Call the returned `end` when it is answered. */
  admit(request: { readonly token: string | null; readonly from: string | null; readonly signal: AbortSignal }): { readonly caller: ApiCaller; readonly signal: AbortSignal; end(): void } | Denied
  /** The door tells what it opened, or why it could not. */
  opened(addresses: { readonly url: string | null; readonly networkUrls: readonly string[]; readonly problem: { readonly message: string; readonly next?: string | undefined; readonly code: 'CONFLICT' | 'NO_PERMISSION' | 'BAD_REQUEST' | 'UNSUPPORTED' } | null }): void
  turnedAway(): void
}
