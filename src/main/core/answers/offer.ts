import type { Offer } from '../../../contract/chat.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { LlmMessage } from '../ports/index.ts'
import type { Routed } from '../routing/index.ts'
import type { AnswerDeps } from './deps.ts'
import { answerRoom } from './measure.ts'
import type { Measured } from './measure.ts'
import { planParts } from './plan-parts.ts'
import type { TurnRequest } from './answers.ts'
import { offerToWords } from './words.ts'

/** Whether a chat is longer than the model on this Mac holds with an answer. */
export const isTooLong = ({ tokens, holds }: Measured): boolean => tokens + answerRoom(holds) > holds

/** What can be done with a turn that the model on this Mac does not answer by itself. */
export const toOffer = async (
  deps: AnswerDeps,
  { routed, request, model, messages, measured, isRefused = false }: { readonly routed: Routed; readonly request: TurnRequest; readonly model: ModelFile | null; readonly messages: readonly LlmMessage[]; readonly measured: Measured | null; /** Found out by the model itself, where it was only reckoned before. */ readonly isRefused?: boolean },
  signal: AbortSignal,
): Promise<Offer> => {
  const places = request.mode === 'local-only' ? [] : deps.destinations(routed.labels, request.chat)
  const because = (why: Offer['why'], more: Partial<Offer>): Offer => ({ why, words: offerToWords(why, measured?.tokens ?? null, measured?.holds ?? null), tokens: measured?.tokens ?? null, holds: measured?.holds ?? null, local: false, parts: null, destinations: [...places], ...more })
  if (model === null || measured === null) return because('missing', {})
  if (isRefused || isTooLong(measured)) {
    const plan = await planParts(deps.llm, model, request.messages, measured.holds, signal).catch(() => null)
    signal.throwIfAborted()
    return because((await isLongAlone(deps, model, messages, measured, signal)) ? 'long' : 'full', { parts: plan?.parts.length ?? null })
  }
  return because(measured.facts.state === 'failed' ? 'failed' : 'hard', { local: true })
}

// The turn that is asked now, without what was said before it.
const isLongAlone = async ({ llm }: AnswerDeps, model: ModelFile, messages: readonly LlmMessage[], measured: Measured, signal: AbortSignal): Promise<boolean> => {
  const alone = messages.filter(({ role }, at) => role === 'system' || at === messages.length - 1)
  if (alone.length === messages.length) return true
  return isTooLong({ ...measured, tokens: await llm.countChat(model, alone, signal) })
}
