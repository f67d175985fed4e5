/** What a model sees of a call under way, inside the child process that holds it. */
export interface ModelCall {
  readonly method: string
  readonly params: unknown
  /**
   * Events reach the host at most ten times a second, of those with `type: 'progress'` only the newest. Text that is being written,
   * `delta` and `thinking` with a `text`, goes at most thirty times a second, the first at once, and what follows each other is joined.
   */
  readonly emit: (event: { readonly type: string; readonly [field: string]: unknown }) => void
  readonly signal: AbortSignal
}

/** One model in memory; calls come one at a time, but for those that go beside another, and those that are together. */
export interface LoadedModel {
  /** `CPU`, `Metal`, …, as `doctor` shows it. */
  readonly device: string
  /** What a language model holds at once. */
  readonly contextTokens?: number
  /** Calls that it can work on at once. */
  readonly sequences?: number
  /** What a graphics processor keeps for it, where it tells. */
  deviceBytes?(): number
  call(call: ModelCall): Promise<unknown>
}

/** Loads a model in the child process. Rejects with AppError NO_MODEL or MODEL_BROKEN. */
export type LoadModel = (model: {
  readonly kind: string
  readonly modelPath: string
  readonly threads: number
  readonly contextTokens?: number | undefined
  readonly contextType?: 'f16' | 'q8_0' | undefined
}) => Promise<LoadedModel>
