import type { ChatHead, Message } from '../../../contract/chat.ts'

type Meter = NonNullable<ChatHead['meter']>

// Between English and German in the vocabularies of the usual models; what is reckoned is shown as reckoned.
const CHARACTERS_A_TOKEN = 3
const TOKENS_A_MESSAGE = 6

/** Tokens of a text, from its length. */
export const reckonText = (text: string): number => Math.ceil(text.length / CHARACTERS_A_TOKEN)

/** Tokens of a message with what goes with it, from its length. */
export const reckonMessage = ({ text, attachments }: Message): number => TOKENS_A_MESSAGE + reckonText(text) + attachments.reduce((sum, { tokens }) => sum + tokens, 0)

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
    usedTokens: exact ?? TOKENS_A_MESSAGE + reckonText(known.systemText) + seen.reduce((sum, message) => sum + (message.role === 'mark' ? reckonText(message.text) : reckonMessage(message)), 0),
    heldTokens: known.heldTokens,
    exact: exact !== null,
  }
}
