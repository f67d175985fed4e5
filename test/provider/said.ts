/** What the double says, in the pieces in which it streams it. */
export interface Said {
  readonly text?: readonly string[]
  readonly thinking?: readonly string[]
  /** `json` is the tool's input as JSON text, in pieces. */
  readonly tools?: readonly { readonly id: string; readonly name: string; readonly json: readonly string[] }[]
  readonly usage?: { readonly tokensIn?: number; readonly tokensOut?: number; readonly cachedIn?: number; readonly cacheWrites?: number }
  readonly stopReason?: string
  readonly model?: string
}
