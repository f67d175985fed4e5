import type { LlamaContextSequence, Token } from 'node-llama-cpp'

// So long may native code be deaf to a stop; a batch that takes less may grow.
const AIM_MS = 60
const LEAST_TOKENS = 32
const FIRST_TOKENS = 64
const MOST_TOKENS = 512

export type ReadPrompt = ReturnType<typeof createReadPrompt>

/**
 * Reads a prompt up to a last piece, which the writing reads itself, and gives how many tokens were known before. It goes in pieces,
 * so that a stop is heard between them; what is read until then stays.
 */
export const createReadPrompt = () => {
  // What this machine can read in that time is learnt once for all prompts.
  let step = FIRST_TOKENS
  return async (deps: {
    readonly sequence: LlamaContextSequence
    readonly tokens: readonly Token[]
    readonly onStart: (reusedTokens: number) => void
    readonly onProgress: () => void
    readonly signal: AbortSignal
  }): Promise<void> => {
    const { sequence, tokens, signal } = deps
    const before = sequence.tokenMeter.usedInputTokens
    // At least one is read anew: the first word comes out of it.
    await sequence.adaptStateToTokens(tokens.slice(0, -1), false)
    // A model that cannot go back to any place reads again from the last one that it can.
    deps.onStart(Math.max(0, sequence.nextTokenIndex - (sequence.tokenMeter.usedInputTokens - before)))
    while (tokens.length - sequence.nextTokenIndex > step) {
      signal.throwIfAborted()
      const startedMs = performance.now()
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(sequence.nextTokenIndex, sequence.nextTokenIndex + step))
      const tookMs = performance.now() - startedMs
      deps.onProgress()
      if (tookMs < AIM_MS / 2) step = Math.min(MOST_TOKENS, step * 2)
      else if (tookMs > AIM_MS * 2) step = Math.max(LEAST_TOKENS, step >> 1)
    }
    signal.throwIfAborted()
  }
}
