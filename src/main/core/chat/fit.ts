import type { Message, Offer } from '../../../contract/chat.ts'
import { toLlmMessages } from '../lib/to-llm-messages.ts'
import type { TurnMessage } from '../answers/index.ts'
import type { ChatRecord } from '../chats/index.ts'
import { seenOf } from './context.ts'
import type { Context } from './context.ts'
import { measuredTokens, reckonMessage } from './meter.ts'

const TOKENS_AROUND = 64
const LEAST_ANSWER_ROOM = 256

export interface Overflow {
  readonly tokens: number
  readonly holds: number
}

/**
 * How a turn would no longer fit into the model on this Mac because of what stands before it; null when it fits, when nothing
 * is known, or when the turn would not fit by itself: then the answer says so.
 */
export const findOverflow = async (context: Context, record: ChatRecord, path: readonly Message[], prompt: readonly TurnMessage[], signal: AbortSignal): Promise<Overflow | null> => {
  const { llm, localModel, settings } = context
  const model = localModel()
  const holds = model === null ? null : llm.facts(model).contextTokens
  const seen = seenOf(path)
  if (model === null || holds === null || seen.filter(({ role }) => role === 'you').length < 2) return null
  const room = holds - answerRoom(settings().maxAnswerTokens, holds)
  const messages = toLlmMessages(prompt)
  // No token is shorter than a character, but for rare ones: what fits by this fits, and need not be counted.
  const characters = messages.reduce((sum, { text }) => sum + text.length, 0)
  const measured = measuredTokens(seen.slice(0, -1), model.id)
  if (characters + TOKENS_AROUND * messages.length <= room || (measured !== null && measured + TOKENS_AROUND + 2 * reckonMessage(path.at(-1) ?? never()) <= room)) return null
  try {
    const tokens = await llm.countChat(model, messages, signal)
    if (tokens <= room) return null
    const alone = await llm.countChat(model, toLlmMessages(await context.promptOf(record, path.slice(-1))), signal)
    return alone > room ? null : { tokens, holds }
  } catch {
    signal.throwIfAborted()
    // A model that cannot be loaded is told of by the answer.
    return null
  }
}

/** What is offered when a chat no longer fits. */
export const toFullOffer = ({ tokens, holds }: Overflow, destinations: Offer['destinations']): Offer => ({
  why: 'full',
  words: `With this turn the chat is ${toFigure(tokens)} tokens, and the model on this Mac holds ${toFigure(holds)} with its answer. Nothing has been sent.`,
  tokens,
  holds,
  local: false,
  parts: null,
  destinations: [...destinations],
})

// No less than what an answer is offered without: or a chat would be full there, and not yet here.
const answerRoom = (maxAnswerTokens: number, holds: number): number => Math.max(Math.min(maxAnswerTokens, Math.floor(holds / 4)), Math.min(LEAST_ANSWER_ROOM, Math.floor(holds / 8)))

const toFigure = (tokens: number): string => tokens.toLocaleString('en-US')

const never = (): never => {
  throw new Error('A turn has a path.')
}
