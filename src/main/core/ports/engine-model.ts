/** What a model sees of a call under way, inside the child process that holds it. */
export interface ModelCall {
  readonly method: string
  readonly params: unknown
  /** Events reach the host at most ten times a second; of those with `type: 'progress'` only the newest. */
  readonly emit: (event: { readonly type: string; readonly [field: string]: unknown }) => void
  readonly signal: AbortSignal
}

/** One model in memory; calls come one at a time. */
export interface LoadedModel {
  /** `CPU`, `Metal`, …, as `doctor` shows it. */
  readonly device: string
  call(call: ModelCall): Promise<unknown>
}

/** Loads a model in the child process. Rejects with AppError NO_MODEL or MODEL_BROKEN. */
export type LoadModel = (model: { readonly kind: string; readonly modelPath: string; readonly threads: number }) => Promise<LoadedModel>
