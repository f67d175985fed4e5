import type { LlmFacts } from '../ports/index.ts'
import type { LocalModel } from './decide.ts'

// What the engine gives a model unless told otherwise; for a file that does not tell.
const USUAL_CONTEXT_TOKENS = 8192

/** The model on this Mac as a decision sees it; null is none. One that is not in memory yet is only a little later. */
export const localFacts = (facts: LlmFacts | null): LocalModel => {
  if (facts === null) return { state: 'missing', contextTokens: 0 }
  return { state: facts.state === 'failed' ? 'failed' : 'ready', contextTokens: facts.contextTokens ?? USUAL_CONTEXT_TOKENS }
}
