import type { AnswerLimits, GateResponse } from './gate.ts'

/** Asks for something that lies open at an address; it has no body, and nothing of the person's in it. */
export interface FetchRequest {
  readonly method: 'GET' | 'HEAD'
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The name of the credential that goes along as a bearer; null for none. */
  /** The host that led on to this address; left out where the person named it. */
  readonly cameFrom?: string
  readonly credential: string | null
  readonly limits?: Partial<AnswerLimits>
  /** Until the answer's head came. */
  readonly timeoutMs?: number
}

/** Sends one request and follows no redirect. Rejects as the gate does, and with AppError NO_KEY for a credential that is not there. */
export type FetchAnswer = (request: FetchRequest, options: { readonly signal: AbortSignal }) => Promise<GateResponse>
