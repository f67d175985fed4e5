import type { BenchResult } from '../../../contract/models.ts'

/** What was measured of models on this machine. It holds for a file as it is: another one under the same path has none yet. */
export interface ModelMeasures {
  /** What it took with a context of so many tokens (null: it has none); null before it was measured. */
  memoryBytes(path: string, contextTokens: number | null): number | null
  bench(path: string): BenchResult | null
  noteMemory(path: string, contextTokens: number | null, bytes: number): void
  noteBench(path: string, result: BenchResult): void
  /** Resolves when everything is on the disk. */
  close(): Promise<void>
}
