import { AppError } from '../../../contract/errors.ts'
import type { ChatId, Message, ShownMessage } from '../../../contract/chat.ts'

/** A chat that is at work: nothing else is begun in it meanwhile. */
export interface Work {
  readonly chatId: ChatId
  /** Aborted with `stop` by the person, with `close` when the host ends. */
  readonly abort: AbortController
  /** The answer as far as it has come; null while none is made. */
  message: Message | null
  version: ShownMessage['version'] | null
  /** Whether the path that is shown leads to it; the person may look at another version meanwhile. */
  isShown: boolean
  readonly ended: Promise<void>
  readonly end: () => void
}

export interface Live {
  /** Takes hold of a chat; CONFLICT when it is at work. */
  claim(chatId: ChatId): Work
  release(work: Work): void
  get(chatId: ChatId): Work | null
  /** Told when something is begun in a chat. */
  onClaim(listener: (chatId: ChatId) => void): () => void
  /** Something that nobody waits for but the end of the host: until it is done, the vault and the index stay open. It never rejects. */
  behind(work: Promise<void>): void
  /** Aborted when the host ends. */
  readonly closing: AbortSignal
  /** Takes hold of no chat any more; gives who is still at work. */
  close(): readonly Work[]
  /** Resolves once nothing goes on behind. */
  quiet(): Promise<void>
}

/** Who is at work in which chat. */
export const createLive = (onChange: (chatId: ChatId) => void): Live => {
  const works = new Map<ChatId, Work>()
  const claimListeners = new Set<(chatId: ChatId) => void>()
  const behind = new Set<Promise<void>>()
  const closing = new AbortController()
  return {
    claim: (chatId) => {
      const busy = works.get(chatId)
      if (busy !== undefined) throw new AppError('CONFLICT', busy.message === null ? 'This chat is being changed at this moment.' : 'An answer is still being made in this chat.', { next: 'Wait until it is there, or stop it.' })
      if (closing.signal.aborted) throw new AppError('CONFLICT', 'Freehold is closing.', { next: 'Send it again once Freehold is open.' })
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const work: Work = { chatId, abort: new AbortController(), message: null, version: null, isShown: true, ended, end }
      works.set(chatId, work)
      for (const listener of claimListeners) listener(chatId)
      onChange(chatId)
      return work
    },
    release: (work) => {
      if (works.get(work.chatId) !== work) return
      works.delete(work.chatId)
      onChange(work.chatId)
      work.end()
    },
    get: (chatId) => works.get(chatId) ?? null,
    onClaim: (listener) => {
      claimListeners.add(listener)
      return () => claimListeners.delete(listener)
    },
    close: () => {
      closing.abort()
      return [...works.values()]
    },
    closing: closing.signal,
    behind: (work) => {
      const done = work.finally(() => behind.delete(done))
      behind.add(done)
    },
    quiet: async () => {
      while (behind.size > 0) await Promise.all(behind)
    },
  }
}
