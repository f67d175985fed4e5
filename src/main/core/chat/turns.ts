import type { Attachment } from '../../../contract/attachments.ts'
import type { AnswerPlace, ChatId, ChatMode, Message, MessageId } from '../../../contract/chat.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Labels } from '../../../contract/privacy.ts'
import { pathTo } from '../lib/chat-path.ts'
import type { ChatRecord } from '../chats/index.ts'
import { hasEnded } from './apply-event.ts'
import type { Begun, Chat } from './chat.ts'
import type { Context } from './context.ts'
import type { Work } from './live.ts'
import { labelsOf, newAnswer, newQuestion } from './messages.ts'
import { runAnswer } from './run-answer.ts'
import { firstWords, titleLater } from './titles.ts'
import { findMessage, hasFollowers, nextId, putMessage, showMessages } from './tree.ts'

/** What a turn makes of a chat: its messages, the end that is shown, and the answer that is then made. */
interface Turn {
  readonly messages: readonly Message[]
  readonly answerId: MessageId
  /** What stands before what is new. */
  readonly after: MessageId | null
  readonly mode?: ChatMode | undefined
  readonly place?: AnswerPlace | undefined
  readonly hard?: boolean | undefined
}

/** The verbs that begin an answer. Each resolves once the turn is in the vault; the answer is made behind it. */
export const createTurns = (context: Context): Pick<Chat, 'send' | 'regenerate' | 'edit' | 'continue'> => {
  const { chats, told, live, news, settings, journal, clock, joinLabels, attachments } = context

  /** Holds the chat, writes the turn, and lets the answer be made. */
  const begin = async (chatId: ChatId, plan: () => Promise<(record: ChatRecord) => Turn>): Promise<Begun> => {
    // One that has ended, and is only being written into the vault, holds nobody up.
    const last = live.get(chatId)
    if (last?.message && hasEnded(last.message)) await last.ended
    const work = live.claim(chatId)
    try {
      const toTurn = await plan()
      const turns: Turn[] = []
      const record = await told.change(chatId, (now) => {
        const turn = toTurn(now)
        // The last one counts: a change is made again where the file was changed meanwhile.
        turns.push(turn)
        return { ...now, mode: turn.mode ?? now.mode, messages: turn.messages, leaf: turn.answerId }
      })
      const turn = turns.at(-1)
      if (turn === undefined) throw new Error('A turn was written without having been made.')
      // As it was just written: nothing made it yet, so by the file alone it would count as left behind.
      return launch({ ...record, messages: putMessage(record.messages, findMessage(turn.messages, turn.answerId)) }, work, turn)
    } catch (error) {
      live.release(work)
      throw error
    }
  }

  const launch = (record: ChatRecord, work: Work, { answerId, after, place, hard = false }: Turn): Begun => {
    const { chatId } = record
    const answer = findMessage(record.messages, answerId)
    work.version = showMessages(record.messages, [answer])[0]?.version ?? null
    work.message = answer
    news.tellAfter(record, after)
    news.tellHead(chatId)
    const run = async (): Promise<void> => {
      await runAnswer(context, work, record, { answerId, place, hard })
      await titleLater(context, chatId)
      context.countLater(await told.read(chatId))
    }
    // What fails after the answer is in the vault concerns its title and meter only.
    live.behind(run().catch((error: unknown) => {
      if (!(error instanceof AppError)) context.log.error('chat.after-answer', error, { chatId })
    }))
    return { chatId, messageId: answerId }
  }

  const labelsOfTurn = (attached: readonly Attachment[]): Labels => joinLabels(CHAT_LABELS, ...attached.map(({ labels }) => labels))

  /** A question and its empty answer. */
  const ask = (messages: readonly Message[], parentId: MessageId | null, text: string, attached: readonly Attachment[]): Turn => {
    const atMs = clock.now()
    const question = newQuestion({ messageId: nextId(messages), parentId, atMs, labels: labelsOfTurn(attached) }, text, attached)
    const withQuestion = [...messages, question]
    return { ...answerTo(withQuestion, question), after: parentId }
  }

  /** An empty answer below a question. */
  const answerTo = (messages: readonly Message[], question: Message): Turn => {
    const labels = joinLabels(...labelsOf(pathTo(messages, question.messageId)))
    const answer = newAnswer({ messageId: nextId(messages), parentId: question.messageId, atMs: clock.now(), labels })
    return { messages: [...messages, answer], answerId: answer.messageId, after: question.messageId }
  }

  // The turn is in the vault by now, and is answered whatever becomes of its draft.
  const clearDraft = (chatId: ChatId | null): void => {
    try {
      journal.setDraft(chatId, '')
    } catch {
      context.log.warn('chat.journal-failed')
    }
  }

  const create = async (text: string, attached: readonly Attachment[], mode: ChatMode, hard: boolean, signal: AbortSignal): Promise<Begun> => {
    const turn = ask([], null, text, attached)
    const title = firstWords(text) || attached[0]?.title || 'Chat'
    const record = await chats.create({ title, titled: false, mode, messages: turn.messages, leaf: turn.answerId }, signal)
    clearDraft(null)
    return launch(record, live.claim(record.chatId), { ...turn, hard })
  }

  return {
    send: async ({ chatId, text, attachmentIds, mode, hard }, signal) => {
      if (text.trim() === '' && attachmentIds.length === 0) throw new AppError('BAD_REQUEST', 'There is nothing to send yet.', { next: 'Write something, or attach a file.' })
      if (chatId === undefined) return create(text, await attachments.take(attachmentIds), mode ?? settings().mode, hard, signal)
      const begun = await begin(chatId, async () => {
        const attached = await attachments.take(attachmentIds)
        return (record) => ({ ...ask(record.messages, record.leaf, text, attached), mode, hard })
      })
      clearDraft(chatId)
      news.tellHead(chatId)
      return begun
    },
    regenerate: (chatId, messageId, place) =>
      begin(chatId, async () => ({ messages }) => {
        const message = findMessage(messages, messageId)
        if (message.role === 'you') return { ...answerTo(messages, message), place }
        const question = message.parentId === null ? null : findMessage(messages, message.parentId)
        if (message.role !== 'answer' || question === null) throw new AppError('BAD_REQUEST', 'This is no answer, so it cannot be made again.')
        // One that said nothing gives its place to the new one; its id stays its own.
        const turn: Turn = { ...answerTo(messages, question), place: place ?? (hasCrashedHere(message) ? 'local' : undefined) }
        return isEmptyEnd(messages, message) ? { ...turn, messages: turn.messages.filter((each) => each.messageId !== messageId) } : turn
      }),
    edit: (chatId, messageId, { text, attachmentIds, mode }) =>
      begin(chatId, async () => {
        const { messages: before } = await told.read(chatId)
        const attached = await editedAttachments(context, findMessage(before, messageId), attachmentIds)
        if (text.trim() === '' && attached.length === 0) throw new AppError('BAD_REQUEST', 'There is nothing to send yet.', { next: 'Write something, or attach a file.' })
        return ({ messages }) => {
          const old = findMessage(messages, messageId)
          if (old.role !== 'you') throw new AppError('BAD_REQUEST', 'Only your own turns can be changed.', { next: 'Have the answer made again instead.' })
          return { ...ask(messages, old.parentId, text, attached), mode }
        }
      }),
    continue: (chatId, messageId) =>
      begin(chatId, async () => (record) => {
        const message = findMessage(record.messages, messageId)
        if (message.role !== 'answer' || message.text === '' || message.state === 'finished') throw new AppError('BAD_REQUEST', 'This answer has nothing to go on with.', { next: 'Have it made again instead.' })
        if (record.leaf !== messageId) throw new AppError('BAD_REQUEST', 'Only the last answer of a chat can go on.')
        const goingOn: Message = { ...message, state: 'waiting', problem: null, offer: null, askId: null }
        const { destination = null, model = null } = message.madeBy ?? {}
        // Where it was begun: it is never taken elsewhere half way.
        const place: AnswerPlace = destination === null ? 'local' : { destination, ...(model === null ? {} : { model }) }
        return { messages: record.messages.map((each) => (each === message ? goingOn : each)), answerId: messageId, after: message.parentId, place }
      }),
  }
}

const CHAT_LABELS: Labels = { sources: [{ origin: 'chat' }], details: [], topics: [], people: [], unsure: false }

// An engine that ended is started again: that its model failed once is no reason to ask where this goes.
const hasCrashedHere = ({ state, problem }: Message): boolean => state === 'failed' && (problem?.code === 'ENGINE_CRASHED' || problem?.code === 'ENGINE_TIMEOUT')

const isEmptyEnd = (messages: readonly Message[], { messageId, text, state }: Message): boolean => text === '' && state !== 'finished' && !hasFollowers(messages, messageId)

/** Those of the old turn that are named stay, and others are taken; all of them stay when none is named. */
const editedAttachments = async ({ attachments }: Context, old: Message, attachmentIds: readonly string[] | undefined): Promise<readonly Attachment[]> => {
  if (attachmentIds === undefined) return old.attachments
  const known = new Map(old.attachments.map((attachment) => [attachment.attachmentId, attachment]))
  const taken = await attachments.take(attachmentIds.filter((id) => !known.has(id)))
  const byId = new Map([...known, ...taken.map((attachment) => [attachment.attachmentId, attachment] as const)])
  return attachmentIds.flatMap((id) => byId.get(id) ?? [])
}
