import type { ModelShape } from '../ports/model-shape.ts'

export type ContextType = 'f16' | 'q8_0'

/** What a model takes in memory, in bytes, part by part. */
export interface MemoryNeed {
  readonly fileBytes: number
  readonly contextBytes: number
  readonly computeBytes: number
  readonly totalBytes: number
}
