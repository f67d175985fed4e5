import type { TokenLogprob, Usage } from '../../../contract/openai.ts'
import type { LlmEvent, LlmTokenChance } from '../../core/ports/index.ts'

/** What an answer took, as its events tell it. */
export const createTally = () => {
  let tokensIn = 0
  let tokensOut = 0
  let reused = 0
  return {
    note: (event: LlmEvent): void => {
      if (event.type === 'start') ({ promptTokens: tokensIn, reusedTokens: reused } = event)
      if (event.type === 'usage') ({ tokensIn, tokensOut } = event)
    },
    usage: (): Usage => ({ prompt_tokens: tokensIn, completion_tokens: tokensOut, total_tokens: tokensIn + tokensOut, prompt_tokens_details: { cached_tokens: reused } }),
  }
}

/** How likely the tokens of a piece were, as OpenAI's API tells it. */
export const logprobsOf = (chances: readonly LlmTokenChance[] | undefined): TokenLogprob[] =>
  (chances ?? []).map(({ text, logprob, others }) => ({ ...chanceOf(text, logprob), top_logprobs: others.map((other) => chanceOf(other.text, other.logprob)) }))

// A token may be a part of a letter; its bytes are those of what stands for it.
const chanceOf = (token: string, logprob: number): Omit<TokenLogprob, 'top_logprobs'> => ({ token, logprob: Math.max(logprob, LEAST), bytes: [...Buffer.from(token)] })

/** What cannot be is minus infinity, which JSON has no word for. OpenAI says it so. */
const LEAST = -9999
