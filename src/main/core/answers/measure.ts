import type { ModelFile } from '../../../contract/models.ts'
import { reckonTokens } from '../lib/reckon-tokens.ts'
import type { Llm, LlmFacts, LlmMessage } from '../ports/index.ts'

export interface Measured {
  readonly tokens: number
  /** What the model holds with its answer. */
  readonly holds: number
  readonly facts: LlmFacts
}

// What a template puts around a message.
const TOKENS_AROUND = 8
const MOST_ANSWER_ROOM = 256

/** Room that is kept for an answer. */
export const answerRoom = (holds: number): number => Math.min(MOST_ANSWER_ROOM, Math.floor(holds / 8))

/**
 * How long a chat is for a model: reckoned where it surely fits, so that a model that is not in memory keeps nobody waiting, and
 * counted by the model where it comes near to what it holds.
 */
export const measure = async (llm: Pick<Llm, 'countChat' | 'contextTokens' | 'facts'>, model: ModelFile, messages: readonly LlmMessage[], signal: AbortSignal): Promise<Measured> => {
  const facts = llm.facts(model)
  const reckoned = reckon(messages)
  try {
    const holds = facts.contextTokens ?? (await llm.contextTokens(model, signal))
    const isNear = reckoned > holds / 2
    return { tokens: isNear ? await llm.countChat(model, messages, signal) : reckoned, holds, facts }
  } catch {
    signal.throwIfAborted()
    // It cannot be loaded: whoever asks it to answer is told why.
    return { tokens: reckoned, holds: facts.contextTokens ?? reckoned, facts }
  }
}

/** Tokens by the length of the text. */
const reckon = (messages: readonly LlmMessage[]): number => messages.reduce((sum, { text }) => sum + reckonTokens(text.length) + TOKENS_AROUND, 0)
