import type { ChatHead, Message } from '../../../contract/chat.ts'
import { reckonTokens } from '../lib/reckon-tokens.ts'

type Meter = NonNullable<ChatHead['meter']>

// What a template puts around a message.
const TOKENS_A_MESSAGE = 6

/** Tokens of a message with what goes with it, from its length. */
export const reckonMessage = ({ text, attachments }: Message): number => TOKENS_A_MESSAGE + reckonTokens(text.length) + attachments.reduce((sum, { tokens }) => sum + tokens, 0)

/** What the last answer says of the whole path, when the model that would answer has just read it; null otherwise. */
export const measuredTokens = (path: readonly Message[], modelId: string): number | null => {
  const last = path.at(-1)
  if (last?.role !== 'answer' || last.madeBy === null || !['finished', 'length', 'stopped'].includes(last.state)) return null
  const { zone, destination, model, parts, tokensIn, tokensOut } = last.madeBy
  if (zone !== 'mac' || destination !== null || model !== modelId || parts !== null || tokensIn === null || tokensOut === null || last.thinking !== '') return null
  return tokensIn + tokensOut
}

/** What is used of what the model holds, by the best that is known at this moment. */
export const toMeter = (seen: readonly Message[], known: { readonly modelId: string; readonly heldTokens: number; readonly countedTokens: number | null; readonly systemText: string }): Meter => {
  const exact = measuredTokens(seen, known.modelId) ?? known.countedTokens
  return {
    usedTokens: exact ?? TOKENS_A_MESSAGE + reckonTokens(known.systemText.length) + seen.reduce((sum, message) => sum + (message.role === 'mark' ? reckonTokens(message.text.length) : reckonMessage(message)), 0),
    heldTokens: known.heldTokens,
    exact: exact !== null,
  }
}
