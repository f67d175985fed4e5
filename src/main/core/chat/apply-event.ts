import { AppError } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { MadeBy, Message } from '../../../contract/chat.ts'
import type { Labels } from '../../../contract/privacy.ts'
import type { TurnEvent } from '../answers/index.ts'

/** The answer after one more event of it; `before` is what it was made by before it was continued. */
export const applyEvent = (message: Message, event: TurnEvent, before: MadeBy | null, joinLabels: (...all: readonly Labels[]) => Labels): Message => {
  switch (event.type) {
    case 'route':
      return { ...message, madeBy: toMadeBy(event, before), labels: joinLabels(message.labels, event.labels) }
    case 'offer':
      return { ...message, state: 'offered', offer: event.offer, askId: null }
    case 'kept':
      return { ...message, state: 'kept', problem: { code: event.code, message: event.words }, askId: null }
    case 'asking':
      return { ...message, askId: event.askId }
    case 'delta':
      return { ...message, state: 'writing', askId: null, text: message.text + event.text }
    case 'thinking':
      return { ...message, state: 'writing', askId: null, thinking: message.thinking + event.text }
    case 'sent':
      return message.madeBy === null ? message : { ...message, askId: event.bytesOut > 0 ? null : message.askId, madeBy: withYes({ ...message.madeBy, ...withSent(event, before) }, event.yes) }
    case 'usage':
      return message.madeBy === null ? message : { ...message, madeBy: withUsage(message.madeBy, event, before) }
    case 'done':
      return finish(message, event.stopReason)
    case 'prompt':
    case 'tool':
      return message
  }
}

/** The answer after a failure; what had come stays. */
export const failAnswer = (message: Message, error: unknown): Message => {
  const problem = toProblem(error)
  // Of one that was on its way nobody may say that it was kept, also when no word of its answer came.
  const wasKept = (problem.code === 'LOCAL_ONLY' || problem.code === 'KEPT_HERE') && message.text === '' && message.thinking === '' && (message.madeBy?.bytesOut ?? 0) === 0
  return { ...message, state: wasKept ? 'kept' : 'failed', askId: null, problem }
}

/** Whether it is one of the ends that an answer can come to. */
export const hasEnded = ({ state }: Message): boolean => state !== 'waiting' && state !== 'writing'

/** What a person is told of a failure. */
export const toProblem = (error: unknown): Problem =>
  error instanceof AppError
    ? { code: error.code, message: error.message, ...(error.next === undefined ? {} : { next: error.next }) }
    : { code: 'CUT_OFF', message: 'The answer broke off because something went wrong in Freehold.', next: 'Ask again; the log has the details.' }

const finish = (message: Message, stopReason: Extract<TurnEvent, { type: 'done' }>['stopReason']): Message => {
  const ended = { ...message, askId: null }
  if (stopReason === 'length') return { ...ended, state: 'length' }
  if (stopReason !== 'refusal' || message.text !== '') return { ...ended, state: 'finished' }
  return { ...ended, state: 'failed', problem: { code: 'UPSTREAM', message: `${message.madeBy?.destination ?? 'The model on this Mac'} declined to answer this.`, next: 'Put it in other words, or ask another model.' } }
}

const toMadeBy = ({ zone, destination, model, decision, hiddenCount, foundCount, parts }: Extract<TurnEvent, { type: 'route' }>, before: MadeBy | null): MadeBy => ({
  zone,
  destination,
  model,
  decision,
  hiddenCount,
  foundCount,
  parts,
  tokensIn: before?.tokensIn ?? null,
  tokensOut: before?.tokensOut ?? null,
  tokensPerSecond: null,
  bytesOut: before?.bytesOut ?? 0,
  priceUsd: before?.priceUsd ?? null,
  ledgerSeqs: before?.ledgerSeqs ?? [],
})

// Why it went is more than the rule: the person said so.
const withYes = (madeBy: MadeBy, yes: string | null): MadeBy => {
  const { decision } = madeBy
  if (yes === null || decision.reasons.some(({ rule }) => rule === 'answer')) return madeBy
  return { ...madeBy, decision: { ...decision, reasons: [...decision.reasons, { words: yes, rule: 'answer' }] } }
}

const withSent = ({ bytesOut, ledgerSeqs }: { readonly bytesOut: number; readonly ledgerSeqs: readonly number[] }, before: MadeBy | null): Pick<MadeBy, 'bytesOut' | 'ledgerSeqs'> => ({
  bytesOut: (before?.bytesOut ?? 0) + bytesOut,
  ledgerSeqs: [...(before?.ledgerSeqs ?? []), ...ledgerSeqs],
})

// What an answer that was continued took is what all of it took. On this Mac what it goes on from was read before.
const withUsage = (madeBy: MadeBy, usage: Extract<TurnEvent, { type: 'usage' }>, before: MadeBy | null): MadeBy => ({
  ...madeBy,
  tokensIn: madeBy.destination === null ? (before?.tokensIn ?? usage.tokensIn) : (before?.tokensIn ?? 0) + usage.tokensIn,
  tokensOut: (before?.tokensOut ?? 0) + usage.tokensOut,
  tokensPerSecond: usage.tokensPerSecond,
  priceUsd: usage.priceUsd === null ? (before?.priceUsd ?? null) : (before?.priceUsd ?? 0) + usage.priceUsd,
  ...withSent(usage, before),
})
