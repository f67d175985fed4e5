import type { LlamaContextSequence, LlamaGrammar, LlamaModel, SequenceEvaluateOptions, Token } from 'node-llama-cpp'
import type { TokenChance } from './calls.ts'
import type { Chosen } from './sampling.ts'
import type { StopTexts } from './stop-texts.ts'

const HALF_A_CHARACTER = '\u{FFFD}'
const MOST_HELD_TOKENS = 6
const TOKENS_BEFORE = 4
const PENALTY_TOKENS = 64
// The library's `probabilities` may hold a zero, and JSON no infinity.
const LEAST_LOGPROB = -100

export interface Written {
  readonly stopReason: 'end' | 'length'
  readonly tokensOut: number
}

/**
 * Writes on from tokens that were read but for the last ones, token by token: with a grammar, and telling how likely each was where it is
 * asked for. It ends with the model's own end, a stop text or one of the tokens that end a turn.
 */
export const writeText = async (deps: {
  readonly model: LlamaModel
  readonly sequence: LlamaContextSequence
  readonly tokens: readonly Token[]
  /** What stands before the first word, so that its space is told. */
  readonly before: readonly Token[]
  readonly maxTokens: number
  readonly sampling: Chosen
  readonly grammar: LlamaGrammar | null
  readonly endTokens: ReadonlySet<Token>
  readonly stops: StopTexts
  /** So many other ways are told with each token; null tells nothing. */
  readonly logprobs: number | null
  readonly onText: (text: string, chances: readonly TokenChance[]) => void
  readonly signal: AbortSignal
}): Promise<Written> => {
  const { model, sequence, tokens, maxTokens, grammar, stops, logprobs, signal } = deps
  const { LlamaGrammarEvaluationState } = await import('node-llama-cpp')
  const options = {
    ...evaluateOptions(deps.sampling, sequence),
    ...(grammar === null ? {} : { grammarEvaluationState: new LlamaGrammarEvaluationState({ model, grammar }) }),
    yieldEogToken: true,
  }
  let before = deps.before.slice(-TOKENS_BEFORE)
  const textOf = (token: Token): string => model.detokenize([token], false, before)
  const unread = tokens.slice(sequence.nextTokenIndex)
  const writing = sequence.evaluateWithMetadata(unread, { probabilities: logprobs !== null }, options)
  let open: Token[] = []
  let chances: TokenChance[] = []
  let tokensOut = 0

  const tell = (text: string): void => {
    if (text === '') return
    deps.onText(text, chances)
    chances = []
  }

  for await (const output of writing) {
    signal.throwIfAborted()
    const { token } = output
    if (model.isEogToken(token) || deps.endTokens.has(token)) break
    tokensOut += 1
    const probabilities = (output as { readonly probabilities?: Map<Token, number> }).probabilities
    if (logprobs !== null && probabilities !== undefined) chances.push(chanceOf(token, probabilities, logprobs, textOf))
    open.push(token)
    const fresh = model.detokenize(open, false, before)
    if (!fresh.endsWith(HALF_A_CHARACTER) || open.length >= MOST_HELD_TOKENS) {
      before = [...before, ...open].slice(-TOKENS_BEFORE)
      open = []
      const { text, stopped } = stops.push(fresh)
      tell(text)
      if (stopped) return { stopReason: 'end', tokensOut }
    }
    if (tokensOut >= maxTokens) {
      tell(stops.rest())
      return { stopReason: 'length', tokensOut }
    }
  }
  signal.throwIfAborted()
  // The spaces after a bound answer are of the grammar, not of the answer.
  tell(grammar === null ? stops.rest() : stops.rest().trimEnd())
  return { stopReason: 'end', tokensOut }
}

const evaluateOptions = ({ repeatPenalty, ...rest }: Chosen, sequence: LlamaContextSequence): SequenceEvaluateOptions => ({
  ...rest,
  ...(repeatPenalty === 1 ? {} : { repeatPenalty: { punishTokens: () => sequence.contextTokens.slice(-PENALTY_TOKENS), maxPunishTokens: PENALTY_TOKENS, penalty: repeatPenalty } }),
})

const chanceOf = (token: Token, probabilities: Map<Token, number>, count: number, textOf: (token: Token) => string): TokenChance => {
  const logprobOf = (probability: number): number => Math.max(LEAST_LOGPROB, Math.log(probability))
  const others: TokenChance['others'] = []
  // The likeliest come first, and there is one for each word that the model knows.
  for (const [other, probability] of probabilities) {
    if (others.length >= count) break
    others.push({ text: textOf(other), logprob: logprobOf(probability) })
  }
  return { text: textOf(token), logprob: logprobOf(probabilities.get(token) ?? 0), others }
}
