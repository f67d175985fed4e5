import type { AnswerEvent, Piece } from '../../../contract/answers.ts'
import type { Offer } from '../../../contract/chat.ts'
import type { AskId, Decision, Labels, Mode, Zone } from '../../../contract/privacy.ts'
import type { LlmTool } from '../ports/index.ts'

/** A message as it is put together: what the person typed, and each thing that goes with it, keep their own origin. */
export interface TurnMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly pieces: readonly Piece[]
}

export interface TurnRequest {
  readonly feature: string
  /** The last is the person's; or the assistant's, and the answer goes on from it. */
  readonly messages: readonly TurnMessage[]
  /** `auto` answers here, or where policy lets it go silently; otherwise it ends with an offer. A destination goes there, asking where policy says so. */
  readonly mode: Mode
  /** Of the destination; in the other modes one on this Mac, by id or path. */
  readonly model?: string | undefined
  /** For what was allowed for one chat, and for what the model has already read of it. */
  readonly chat: string | null
  /** Labels of all that the messages were made from. */
  readonly carried?: Labels | undefined
  readonly hard?: boolean | undefined
  readonly maxTokens?: number | undefined
  /** Reads what is too long for the model on this Mac piece by piece, and answers from what it noted. */
  readonly inParts?: boolean | undefined
  readonly tools?: readonly LlmTool[] | undefined
}

export interface Usage {
  readonly tokensIn: number
  readonly tokensOut: number
  /** Of the writing alone; null where it was not measured. */
  readonly tokensPerSecond: number | null
  readonly firstTokenMs: number | null
  readonly priceUsd: number | null
  readonly bytesOut: number
  readonly ledgerSeqs: readonly number[]
}

export type TurnEvent =
  /** Always first. */
  | {
      readonly type: 'route'
      readonly decision: Decision
      readonly labels: Labels
      readonly zone: Zone
      readonly destination: string | null
      readonly model: string | null
      readonly hiddenCount: number
      readonly foundCount: number
      readonly parts: number | null
    }
  /** Ends it: the person has to say where. */
  | { readonly type: 'offer'; readonly offer: Offer }
  /** Ends it: policy, or the person, kept it here, and here it could not be answered as asked. */
  | { readonly type: 'kept'; readonly words: string; readonly code: 'KEPT_HERE' | 'LOCAL_ONLY' }
  | { readonly type: 'asking'; readonly askId: AskId }
  /** The prompt as the model on this Mac counted it. */
  | { readonly type: 'prompt'; readonly tokens: number; readonly contextTokens: number }
  /** Hidden details are restored. */
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly input: unknown }
  /** A request left, or one was kept: told at once, for the answer may be stopped before it says what it took. */
  | { readonly type: 'sent'; readonly bytesOut: number; readonly ledgerSeqs: readonly number[]; /** The person's yes, where there was one. */ readonly yes: string | null }
  | ({ readonly type: 'usage' } & Usage)
  | { readonly type: 'done'; readonly stopReason: 'end' | 'length' | 'tool' | 'refusal' }

/** Answers one turn where the decision says: by the model on this Mac, or by one elsewhere, through the gate. Rejects with what a model or the gate rejects with. */
export type AnswerTurn = (request: TurnRequest, signal: AbortSignal) => AsyncGenerator<TurnEvent, undefined, void>

export interface AnswerRequest {
  readonly feature: string
  readonly pieces: readonly Piece[]
  readonly mode: Mode
  readonly model?: string | undefined
  readonly chat?: string | undefined
  readonly maxTokens: number
  readonly inParts?: boolean | undefined
}

export interface Answers {
  readonly answer: AnswerTurn
  /** One question, without a chat: `freehold ask`. */
  ask(request: AnswerRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent, undefined, void>
}
