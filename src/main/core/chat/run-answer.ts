import type { Piece } from '../../../contract/answers.ts'
import type { AnswerPlace, ChatEvent, Message, MessageId, ShownMessage } from '../../../contract/chat.ts'
import type { Mode } from '../../../contract/privacy.ts'
import type { TurnEvent, TurnMessage } from '../answers/index.ts'
import type { ChatRecord } from '../chats/index.ts'
import { AppError } from '../../../contract/errors.ts'
import { pathTo } from '../lib/chat-path.ts'
import { applyEvent, failAnswer, hasEnded } from './apply-event.ts'
import type { Context } from './context.ts'
import { findOverflow, toFullOffer } from './fit.ts'
import type { Work } from './live.ts'
import { labelsOf } from './messages.ts'
import { makeRoom } from './room.ts'
import { saveNowAndThen } from './save-now-and-then.ts'
import { findMessage, showMessages } from './tree.ts'

export interface AnswerPlan {
  readonly answerId: MessageId
  readonly place: AnswerPlace | undefined
  readonly hard: boolean
}

/** Makes the answer that stands empty in the chat, or goes on with it, until it has ended and is in the vault. Never rejects. */
export const runAnswer = async (context: Context, work: Work, record: ChatRecord, plan: AnswerPlan): Promise<void> => {
  const { journal, news, told, live, clock, log } = context
  const { chatId, abort } = work
  const before = findMessage(record.messages, plan.answerId)
  const saving = saveNowAndThen({ save: () => work.message !== null && journal.save({ chatId, message: work.message }), clock, log })
  const update = (message: Message, ...events: readonly ChatEvent[]): void => {
    work.message = message
    saving.changed()
    if (work.isShown) news.tell(chatId, ...events)
  }
  const current = (): Message => work.message ?? before

  try {
    abort.signal.throwIfAborted()
    for await (const event of turnOf(context, work, record, plan)) {
      // What was sent before it was stopped is still told; nothing else is.
      if (abort.signal.aborted && event.type !== 'usage') continue
      const was = current()
      const message = applyEvent(was, event, before.madeBy, context.joinLabels)
      update(message, ...toEvents(event, was, show(work, message)))
      if (event.type === 'route') news.tellHead(chatId)
    }
    abort.signal.throwIfAborted()
    if (!hasEnded(current())) throw new AppError('CUT_OFF', 'The answer broke off before its end.', { next: 'Ask again.' })
  } catch (error) {
    if (abort.signal.aborted) update({ ...current(), state: abort.signal.reason === 'close' ? 'unfinished' : 'stopped', askId: null })
    else {
      if (!(error instanceof AppError)) log.error('chat.answer-failed', error, { chatId })
      update(failAnswer(current(), error))
    }
  }

  await saving.end()
  told.keep(chatId, current())
  const notWritten = await told.flush(chatId)
  live.release(work)
  const ended = { ...(await lastWord(context, work, current())), ...(notWritten === null ? {} : { problem: notWritten }) }
  const isWell = ended.problem === null && ENDED_WELL.has(ended.state)
  if (work.isShown) news.tell(chatId, isWell ? { type: 'done', message: ended } : { type: 'error', message: ended })
  news.tellHead(chatId)
}

const ENDED_WELL: ReadonlySet<Message['state']> = new Set(['finished', 'length', 'stopped', 'unfinished'])

/** The message with its place among its versions, while it is made. */
export const show = ({ version }: Work, message: Message): ShownMessage => ({ ...message, version: version ?? { index: 0, of: 1, ids: [message.messageId] } })

/** What a turn is made of: an offer where the person has to say how first, otherwise the answer. */
async function* turnOf(context: Context, { chatId, abort: { signal } }: Work, begun: ChatRecord, { answerId, place, hard }: AnswerPlan): AsyncGenerator<TurnEvent, undefined, void> {
  const { answer, settings, destinations, placesFor, joinLabels, promptOf } = context
  const pathOf = (record: ChatRecord): readonly Message[] => {
    const path = pathTo(record.messages, answerId)
    return path.at(-1)?.text === '' ? path.slice(0, -1) : path
  }
  let path = pathOf(begun)
  let carried = joinLabels(...labelsOf(path))
  const mode = place ?? (begun.mode === 'ask' ? 'auto' : begun.mode)
  if (place === undefined && begun.mode === 'ask') {
    // Where what is known already forbids every place, nothing need be looked through.
    const choices = destinations(carried, chatId).length === 0 ? [] : await placesFor(piecesOf(await promptOf(begun, path)), carried, chatId, signal)
    if (choices.length > 0) {
      yield { type: 'offer', offer: { why: 'choose', words: 'You say where each turn of this chat is answered. Nothing has been sent.', tokens: null, holds: null, local: context.localModel() !== null, parts: null, destinations: [...choices] } }
      return undefined
    }
  }
  let prompt = await promptOf(begun, path)
  const overflow = typeof mode === 'object' || mode === 'parts' ? null : await findOverflow(context, begun, path, prompt, signal)
  if (overflow !== null) {
    const { whenFull } = settings()
    if (whenFull === 'ask') {
      yield { type: 'offer', offer: toFullOffer(overflow, mode === 'local-only' ? [] : await placesFor(piecesOf(prompt), carried, chatId, signal)) }
      return undefined
    }
    const roomier = await makeRoom(context, chatId, whenFull, signal, overflow)
    path = pathOf(roomier)
    // What the summary was found to be about counts at once.
    carried = joinLabels(carried, ...labelsOf(path))
    prompt = await promptOf(roomier, path)
  }
  yield* answer(
    {
      feature: 'chat',
      messages: prompt,
      mode: toMode(mode),
      model: typeof mode === 'object' ? mode.model : undefined,
      chat: chatId,
      carried,
      hard,
      maxTokens: settings().maxAnswerTokens,
      inParts: mode === 'parts',
    },
    signal,
  )
  return undefined
}

const piecesOf = (prompt: readonly TurnMessage[]): readonly Piece[] => prompt.flatMap(({ pieces }) => pieces)

const toMode = (mode: 'auto' | 'local-only' | AnswerPlace): Mode => (typeof mode === 'object' ? { destination: mode.destination } : mode === 'auto' ? 'auto' : 'local-only')

const toEvents = (event: TurnEvent, was: Message, message: ShownMessage): readonly ChatEvent[] => {
  const { messageId, madeBy } = message
  switch (event.type) {
    case 'route':
      return madeBy === null ? [] : [{ type: 'route', messageId, madeBy }]
    case 'asking':
      return [{ type: 'message', message }]
    case 'delta':
      // It waited for a yes, and has it: what stands there of it goes, in one message with the first words.
      return was.askId !== null ? [{ type: 'message', message }] : [{ type: 'delta', messageId, at: was.text.length, text: event.text }]
    case 'thinking':
      return was.askId !== null ? [{ type: 'message', message }] : [{ type: 'thinking', messageId, at: was.thinking.length, text: event.text }]
    case 'tool':
      return [{ type: 'tool', messageId, name: event.name }]
    case 'sent':
      // Its question at the gate is answered.
      if (was.askId !== message.askId) return [{ type: 'message', message }]
      return madeBy === null ? [] : [{ type: 'usage', messageId, madeBy }]
    case 'usage':
      return madeBy === null ? [] : [{ type: 'usage', messageId, madeBy }]
    case 'offer':
    case 'kept':
    case 'prompt':
    case 'done':
      return []
  }
}

const lastWord = async ({ told }: Context, work: Work, message: Message): Promise<ShownMessage> => {
  try {
    const { messages } = await told.read(work.chatId)
    const [shown] = showMessages(messages, [findMessage(messages, message.messageId)])
    return shown ?? show(work, message)
  } catch {
    return show(work, message)
  }
}
