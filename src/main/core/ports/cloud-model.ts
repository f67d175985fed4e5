import type { Destination } from '../../../contract/privacy.ts'
import type { GateResponse, SendOptions } from './gate.ts'
import type { HttpDraft } from './permit.ts'

export interface CloudMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

export interface CloudTool {
  readonly name: string
  readonly description: string
  /** JSON schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>
}

export interface CloudRequest {
  readonly destination: Destination
  readonly model: string
  readonly messages: readonly CloudMessage[]
  readonly tools?: readonly CloudTool[]
  readonly maxTokens: number
  readonly signal: AbortSignal
}

export type CloudEvent =
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  /** A piece of a tool's input, as JSON text; `id` tells calls apart. */
  | { readonly type: 'tool-delta'; readonly id: string; readonly name: string; readonly json: string }
  | { readonly type: 'tool'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'usage'; readonly tokensIn: number; readonly tokensOut: number; readonly cachedTokensIn: number; readonly priceUsd: number | null }
  | { readonly type: 'done'; readonly stopReason: string }

/**
 * Sends one draft, with leave and record. It is called on the SDK's own path with the body as the SDK serialised it; a retry
 * calls it again with the same bytes. It adds the secret header by itself: `authorization: Bearer …`, as both SDKs do.
 */
export type SendDraft = (draft: HttpDraft, options: { readonly signal: AbortSignal; readonly usage?: SendOptions['usage'] }) => Promise<GateResponse>

/** A model behind an API. Rejects with AppError BAD_KEY, RATE_LIMITED, OVERLOADED, UPSTREAM, OFFLINE, CUT_OFF, TOO_LARGE, or what `send` rejects with. */
export interface CloudModel {
  stream(request: CloudRequest, send: SendDraft): AsyncGenerator<CloudEvent, undefined, void>
  /** Models that the key may use. Also how a key is tested. */
  listModels(destination: Destination, send: SendDraft, signal: AbortSignal): Promise<readonly string[]>
}
