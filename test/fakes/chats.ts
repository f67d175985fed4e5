import { AppError } from '../../src/contract/errors.ts'
import { ChatIdSchema } from '../../src/contract/chat.ts'
import type { ChatId } from '../../src/contract/chat.ts'
import type { ChatRecord, Chats } from '../../src/main/core/chats/index.ts'
import type { ChatJournal, RunningAnswer } from '../../src/main/core/ports/index.ts'

/** A double for the files of chats: records in memory, which outlive a host that is "killed", and can refuse to be written. */
export const fakeChats = (before: readonly ChatRecord[] = []) => {
  const records = new Map<ChatId, ChatRecord>(before.map((record) => [record.chatId, record]))
  const trash = new Map<ChatId, ChatRecord>()
  const listeners = new Set<(chatId: ChatId | null) => void>()
  let ids = before.length
  let fault: AppError | null = null
  let dead = false
  const wait = async (): Promise<void> => {
    await Promise.resolve()
    // What a killed host still had in its hands reaches nothing.
    if (dead) await new Promise<never>(() => undefined)
  }
  const put = (record: ChatRecord): ChatRecord => {
    // As through a file: nothing is shared.
    records.set(record.chatId, structuredClone(record))
    for (const listener of listeners) listener(record.chatId)
    return structuredClone(record)
  }
  const get = (chatId: ChatId): ChatRecord => {
    const record = records.get(chatId)
    if (record === undefined) throw new AppError('NOT_FOUND', 'This chat is no longer there.')
    return structuredClone(record)
  }
  const chats: Pick<Chats, 'create' | 'read' | 'change' | 'list' | 'delete' | 'undelete' | 'onChange'> = {
    create: async (chat) => {
      await wait()
      if (fault !== null) throw fault
      const chatId = ChatIdSchema.parse(String((ids += 1)).padStart(16, '0'))
      return put({ ...chat, chatId, path: `Chats/${chatId}.md`, createdAt: '2026-11-24T12:00:00+01:00', pinned: false })
    },
    read: async (chatId) => {
      await wait()
      return get(chatId)
    },
    change: async (chatId, change) => {
      await wait()
      const record = get(chatId)
      if (fault !== null) throw fault
      return put({ ...record, ...change(record) })
    },
    list: () => ({
      rows: [...records.values()].map(({ chatId, title, path, pinned }) => ({ chatId, title, at: '', line: '', pinned, privateBecause: null, path, unreadable: null })),
      nextCursor: null,
      total: records.size,
    }),
    delete: async (chatId) => {
      await wait()
      trash.set(chatId, get(chatId))
      records.delete(chatId)
    },
    undelete: async (chatId) => {
      await wait()
      const record = trash.get(chatId)
      if (record === undefined) throw new AppError('NOT_FOUND', 'This chat is no longer there.')
      put(record)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return {
    chats,
    record: get,
    all: (): readonly ChatRecord[] => [...records.values()].map((record) => structuredClone(record)),
    /** As an editor would. */
    edit: (chatId: ChatId, change: (record: ChatRecord) => ChatRecord) => put(change(get(chatId))),
    refuse: (error: AppError | null) => void (fault = error),
    /** A new host over the same files; the old one reaches nothing any more. */
    reopen: () => {
      dead = true
      return fakeChats([...records.values()])
    },
  }
}

/** A double for the journal's table, in memory. `journal` is the view of one host, and reaches nothing once that is killed. */
export const fakeJournal = (answers = new Map<string, RunningAnswer>(), drafts = new Map<ChatId | null, string>()) => {
  let dead = false
  const journal: ChatJournal = {
    save: (answer) => !dead && void answers.set(`${answer.chatId} ${answer.message.messageId}`, structuredClone(answer)),
    list: () => [...answers.values()].map((answer) => structuredClone(answer)),
    drop: (chatId, messageId) => !dead && void answers.delete(`${chatId} ${messageId}`),
    setDraft: (chatId, text) => void drafts.set(chatId, text),
    draft: (chatId) => drafts.get(chatId) ?? '',
  }
  return {
    journal,
    reopen: () => {
      dead = true
      return fakeJournal(answers, drafts)
    },
  }
}
