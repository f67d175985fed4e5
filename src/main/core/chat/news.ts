import { createHash } from 'node:crypto'
import type { ChatEvent, ChatHead, ChatId, MessageId } from '../../../contract/chat.ts'
import { AppError } from '../../../contract/errors.ts'
import { pathTo } from '../lib/chat-path.ts'
import type { ChatRecord } from '../chats/index.ts'
import type { ChatDeps } from './deps.ts'
import type { Live } from './live.ts'
import type { Told } from './told.ts'
import { showMessages } from './tree.ts'

// Reading the chat again is cheaper than more messages than a screen or two.
const MAX_TOLD = 60

type Listener = (events: readonly ChatEvent[]) => void

/** Tells those who follow a chat what happens in it. */
export interface News {
  tell(chatId: ChatId, ...events: readonly ChatEvent[]): void
  /** The head as it is by then; several at once are one. */
  tellHead(chatId: ChatId): void
  /** What is shown after a message, anew. */
  tellAfter(record: ChatRecord, messageId: MessageId | null): void
  listen(chatId: ChatId, listener: Listener): () => void
  isFollowed(chatId: ChatId): boolean
  /** The file was changed, by this host or elsewhere: those who follow are told when it was elsewhere. */
  noticeFile(chatId: ChatId): void
  /** As it stands in the file when the first one follows it. */
  note(record: ChatRecord): void
}

/** Nobody follows yet. */
export const createNews = ({ chats, log }: Pick<ChatDeps, 'chats' | 'log'>, live: Live, told: Told, headOf: (record: ChatRecord) => ChatHead): News => {
  const listeners = new Map<ChatId, Set<Listener>>()
  // What those who follow a chat know of its file.
  const known = new Map<ChatId, string>()
  const repeating = new Map<string, boolean>()

  const tell: News['tell'] = (chatId, ...events) => {
    for (const listener of listeners.get(chatId) ?? []) listener(events)
  }
  const remember = (record: ChatRecord): void => {
    if (listeners.has(record.chatId)) known.set(record.chatId, fingerprintOf(record))
  }

  /** One at a time under a name; asked for again meanwhile, it runs once more. */
  const repeat = (name: string, work: () => Promise<void>): void => {
    if (repeating.has(name)) {
      repeating.set(name, true)
      return
    }
    repeating.set(name, false)
    const run = async (): Promise<void> => {
      await work().catch((error: unknown) => {
        if (!(error instanceof AppError)) log.error('chat.news', error)
      })
      if (repeating.get(name) === true) {
        repeating.set(name, false)
        return run()
      }
      repeating.delete(name)
    }
    live.behind(run())
  }

  const compare = async (chatId: ChatId): Promise<void> => {
    // What is written here is noted as soon as it is; then it is no news.
    if (told.isWriting(chatId) || !listeners.has(chatId)) return
    try {
      const fingerprint = fingerprintOf(await chats.read(chatId))
      if (told.isWriting(chatId) || known.get(chatId) === fingerprint) return
      known.set(chatId, fingerprint)
      tell(chatId, { type: 'reload' }, { type: 'head', head: headOf(await told.read(chatId)) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      known.delete(chatId)
      tell(chatId, error.code === 'NOT_FOUND' ? { type: 'deleted' } : { type: 'reload' })
    }
  }

  const news: News = {
    tell,
    tellHead: (chatId) => {
      if (!listeners.has(chatId)) return
      repeat(`head ${chatId}`, async () => tell(chatId, { type: 'head', head: headOf(await told.read(chatId)) }))
    },
    tellAfter: (record, messageId) => {
      if (!listeners.has(record.chatId)) return
      const path = pathTo(record.messages, record.leaf)
      const from = path.findIndex((message) => message.messageId === messageId) + 1
      if (path.length - from > MAX_TOLD || (from === 0 && messageId !== null)) return tell(record.chatId, { type: 'reload' })
      // Of one that is made, words may have come since the record was read.
      const running = live.get(record.chatId)?.message
      const messages = showMessages(record.messages, path.slice(from)).map((message) => (message.messageId === running?.messageId ? { ...message, ...running } : message))
      tell(record.chatId, { type: 'after', messageId }, ...messages.map((message) => ({ type: 'message' as const, message })))
    },
    listen: (chatId, listener) => {
      const those = listeners.get(chatId) ?? new Set<Listener>()
      listeners.set(chatId, those.add(listener))
      return () => {
        those.delete(listener)
        if (those.size > 0 || listeners.get(chatId) !== those) return
        listeners.delete(chatId)
        known.delete(chatId)
      }
    },
    isFollowed: (chatId) => listeners.has(chatId),
    noticeFile: (chatId) => {
      if (listeners.has(chatId)) repeat(`file ${chatId}`, () => compare(chatId))
    },
    note: (record) => {
      if (!known.has(record.chatId)) remember(record)
    },
  }
  told.onWritten.add((record, before) => {
    // An edit made elsewhere came into the same writing: it would be told to nobody.
    const isMixed = known.has(record.chatId) && known.get(record.chatId) !== fingerprintOf(before)
    remember(record)
    if (isMixed) tell(record.chatId, { type: 'reload' })
  })
  return news
}

const fingerprintOf = ({ title, pinned, mode, leaf, messages }: ChatRecord): string => {
  const hash = createHash('sha256').update(JSON.stringify([title, pinned, mode, leaf]))
  for (const { messageId, parentId, role, text, state } of messages) hash.update(JSON.stringify([messageId, parentId, role, text, state]))
  return hash.digest('hex')
}
