import type { Llama, LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import type { ModelCall } from '../../core/ports/index.ts'
import type { ReadPrompt } from './read-prompt.ts'

/** What writes: a model, and a sequence that keeps what is read and written. */
export interface Writer {
  readonly llama: Llama
  readonly model: LlamaModel
  readonly sequence: LlamaContextSequence
  readonly readPrompt: ReadPrompt
  readonly contextTokens: number
  readonly emit: ModelCall['emit']
  readonly signal: AbortSignal
}

/** Measures an answer: when its first word came, and how fast the others. */
export const createPace = () => {
  const startedMs = performance.now()
  let firstTokenMs: number | null = null
  return {
    isFirst: (): boolean => firstTokenMs === null,
    wrote: (): void => {
      firstTokenMs ??= performance.now() - startedMs
    },
    usage: (tokensIn: number, tokensOut: number) => {
      const totalMs = performance.now() - startedMs
      // Only calls were written: the first of it is told at its end.
      const firstMs = firstTokenMs ?? totalMs
      const tokensPerSecond = totalMs > firstMs && tokensOut > 1 ? ((tokensOut - 1) * 1000) / (totalMs - firstMs) : 0
      return { type: 'usage', tokensIn, tokensOut, firstTokenMs: firstMs, tokensPerSecond } as const
    },
  }
}
