import type { ChatId, Message, MessageId } from '../../../contract/chat.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { ChatChange, ChatRecord } from '../chats/index.ts'
import { toProblem } from './apply-event.ts'
import type { ChatDeps } from './deps.ts'
import type { Live } from './live.ts'
import { toUnfinished } from './messages.ts'
import { putMessage } from './tree.ts'

/** An answer that has ended and is not in the vault yet; the journal has it. */
interface Unsaved {
  readonly message: Message
  /** Why it could not be written. */
  readonly problem: Problem | null
}

/** Chats as they are told: what the file says, with what the vault does not have yet. */
export interface Told {
  read(chatId: ChatId): Promise<ChatRecord>
  /** Also writes what could not be written before. */
  change(chatId: ChatId, change: ChatChange): Promise<ChatRecord>
  /** Keeps an answer until it is in the vault, whatever happens. */
  keep(chatId: ChatId, message: Message): void
  /** Tries to write what is kept; says why when it could not be. */
  flush(chatId: ChatId): Promise<Problem | null>
  /** Told of each record that was written here, and what stood there before. */
  readonly onWritten: Set<(record: ChatRecord, before: ChatRecord) => void>
  isWriting(chatId: ChatId): boolean
}

/** Lays what is not in the vault yet over what is. */
export const createTold = ({ chats, journal, log }: Pick<ChatDeps, 'chats' | 'journal' | 'log'>, live: Live): Told => {
  const unsaved = new Map<ChatId, Map<MessageId, Unsaved>>()
  const writing = new Map<ChatId, number>()
  const onWritten = new Set<(record: ChatRecord, before: ChatRecord) => void>()
  // How often each file was written: one that was read before, and is told after, would say that an answer is unfinished.
  const writes = new Map<ChatId, number>()

  const kept = (chatId: ChatId): readonly Unsaved[] => [...(unsaved.get(chatId)?.values() ?? [])]
  const see = (record: ChatRecord, laid: readonly Message[]): ChatRecord => {
    const running = live.get(record.chatId)?.message ?? null
    const over = running === null ? laid : [...laid, running]
    const ids = new Set(over.map(({ messageId }) => messageId))
    // An answer that is under way by the file alone was left behind by a host that ended.
    const settled = record.messages.map((message) => (ids.has(message.messageId) ? message : toUnfinished(message)))
    return { ...record, messages: over.reduce(putMessage, settled) }
  }
  const toShown = ({ message, problem }: Unsaved): Message => (problem === null ? message : { ...message, problem })

  const drop = (chatId: ChatId, messageId: MessageId): void => {
    try {
      journal.drop(chatId, messageId)
    } catch {
      // It is in the vault. Left in the journal it is put there once more, as it is.
      log.warn('chat.journal-failed')
    }
  }

  const change: Told['change'] = async (chatId, change) => {
    let written: readonly Unsaved[] = []
    let before: ChatRecord | null = null
    writing.set(chatId, (writing.get(chatId) ?? 0) + 1)
    try {
      const record = await chats.change(chatId, (now) => {
        before = now
        written = kept(chatId)
        return change(see(now, written.map(({ message }) => message)))
      })
      writes.set(chatId, (writes.get(chatId) ?? 0) + 1)
      for (const { message } of written) {
        if (unsaved.get(chatId)?.get(message.messageId)?.message !== message) continue
        unsaved.get(chatId)?.delete(message.messageId)
        drop(chatId, message.messageId)
      }
      for (const listener of onWritten) listener(record, before ?? record)
      return see(record, kept(chatId).map(toShown))
    } finally {
      writing.set(chatId, (writing.get(chatId) ?? 1) - 1)
      if (writing.get(chatId) === 0) writing.delete(chatId)
    }
  }

  const keep: Told['keep'] = (chatId, message) => {
    const known = unsaved.get(chatId) ?? new Map<MessageId, Unsaved>()
    unsaved.set(chatId, known.set(message.messageId, { message, problem: null }))
  }

  return {
    read: async (chatId) => {
      for (;;) {
        const before = writes.get(chatId)
        const record = await chats.read(chatId)
        if (writes.get(chatId) === before) return see(record, kept(chatId).map(toShown))
      }
    },
    change,
    keep,
    flush: async (chatId) => {
      if (kept(chatId).length === 0) return null
      try {
        await change(chatId, (record) => record)
        return null
      } catch (error) {
        log.warn('chat.not-written', { chatId })
        const { code, message, next } = toProblem(error)
        const problem: Problem = { code, message: `The answer is kept, but could not be written into the vault. ${message}`, ...(next === undefined ? {} : { next }) }
        for (const { message: each } of kept(chatId)) unsaved.get(chatId)?.set(each.messageId, { message: each, problem })
        return problem
      }
    },
    onWritten,
    isWriting: (chatId) => writing.has(chatId),
  }
}
