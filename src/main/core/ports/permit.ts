import type { Labels, Zone } from '../../../contract/privacy.ts'

declare const permit: unique symbol

/** What is to be sent, as the SDK serialised it: nothing of it changes after a permit was given. */
export interface HttpDraft {
  readonly method: string
  readonly url: string
  /** Lower-case names. A header whose value is secret is not in here: see `SendOptions.secrets`. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
}

/** Leave to send exactly these bytes to exactly this place. Made by core/routing alone; everybody else only hands it on. */
export interface Permit {
  readonly [permit]: true
  readonly permitId: string
  readonly feature: string
  readonly purpose: string
  /** The destination's name, or the host for what no destination covers. */
  readonly destination: string
  readonly provider: string | null
  readonly model: string | null
  readonly zone: Zone
  readonly labels: Labels
  /** The rule that allows it, in words, and its name. */
  readonly why: string
  readonly rule: string
  readonly hiddenCount: number
  readonly method: string
  readonly url: string
  /** Lower case, sorted; those of secret headers included. */
  readonly headerNames: readonly string[]
  /** Hex; null for a request without a body. */
  readonly bodySha256: string | null
  readonly expiresAtMs: number
}
