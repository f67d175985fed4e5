/** What a model's file says of itself, as far as its memory depends on it. Counts of a GGUF's own keys; null where it does not tell. */
export interface ModelShape {
  readonly architecture: string
  readonly fileBytes: number
  readonly layers: number | null
  /** Width of what goes from layer to layer. */
  readonly embedding: number | null
  readonly heads: number | null
  /** Heads that are kept in the context: fewer than `heads` in most models of today. One a layer where they differ. */
  readonly keptHeads: number | readonly number[] | null
  /** Width of a head's key and value. */
  readonly keyWidth: number | null
  readonly valueWidth: number | null
  readonly vocabulary: number | null
  readonly trainTokens: number | null
  /** Tokens that some layers look back at; null where all look at all of them. */
  readonly slidingWindow: number | null
  /** `Q4_K_M`, `F16`, …; null where the file does not tell. */
  readonly quantisation: string | null
  /** `4B`, …, as the file or its name says. */
  readonly parameters: string | null
  /** Whether its template knows tools, thinking. */
  readonly chatTemplate: string | null
}

/** Null for a file that is no GGUF, or cannot be read. It reads the head alone, in milliseconds, and keeps what it read until the file changes. */
export type ReadModelShape = (path: string) => ModelShape | null
