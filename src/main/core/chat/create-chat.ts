import type { ChatId } from '../../../contract/chat.ts'
import { AppError } from '../../../contract/errors.ts'
import type { ChatChange } from '../chats/index.ts'
import type { Chat } from './chat.ts'
import { createContext } from './context.ts'
import type { ChatDeps } from './deps.ts'
import { followChat, followList } from './follow.ts'
import { toUnfinished } from './messages.ts'
import { openChat, showVersion } from './open.ts'
import { makeRoom } from './room.ts'
import { createTurns } from './turns.ts'

/** The chats of a vault: turns, versions, and what those who follow them are told. */
export const createChat = (deps: ChatDeps): Chat => {
  const context = createContext(deps)
  const { chats, told, live, news, journal, llm, localModel, log } = context
  let revision = 0
  let stopListening = (): void => {}

  const stop = async (chatId: ChatId, reason: 'stop' | 'close' = 'stop'): Promise<void> => {
    const work = live.get(chatId)
    if (work === null) return
    work.abort.abort(reason)
    await work.ended
  }
  const changeHead = async (chatId: ChatId, change: ChatChange): Promise<void> => {
    await told.change(chatId, change)
    news.tellHead(chatId)
  }

  return {
    ...createTurns(context),
    stop: (chatId) => stop(chatId),
    showVersion: (chatId, messageId) => showVersion(context, chatId, messageId),
    makeRoom: async (chatId, how, signal) => {
      const work = live.claim(chatId)
      try {
        await makeRoom(context, chatId, how, AbortSignal.any([signal, work.abort.signal]))
      } finally {
        live.release(work)
      }
      news.tellHead(chatId)
    },
    open: (request) => openChat(context, request),
    follow: (chatId, signal) => followChat(context, chatId, signal),
    list: (request) => {
      const page = chats.list(request)
      return { ...page, rows: page.rows.map((row) => ({ ...row, running: live.get(row.chatId)?.message != null })) }
    },
    listChanges: (signal) => followList(context, () => (revision += 1), signal),
    rename: (chatId, title) => changeHead(chatId, (now) => ({ ...now, title, titled: true })),
    pin: (chatId, pinned) => changeHead(chatId, (now) => ({ ...now, pinned })),
    setMode: (chatId, mode) => changeHead(chatId, (now) => ({ ...now, mode })),
    delete: async (chatId) => {
      await stop(chatId)
      const work = live.claim(chatId)
      await chats.delete(chatId).finally(() => live.release(work))
      news.tell(chatId, { type: 'deleted' })
    },
    undelete: async (chatId) => {
      await chats.undelete(chatId)
      await told.flush(chatId)
      news.tell(chatId, { type: 'reload' })
      news.tellHead(chatId)
    },
    setDraft: (chatId, text) => {
      journal.setDraft(chatId, text)
      const model = localModel()
      if (text !== '' && model !== null && llm.facts(model).state === 'cold') llm.prepare(model)
    },
    draft: () => journal.draft(null),
    openFile: async (chatId, signal) => {
      const { path } = await told.read(chatId)
      await deps.openFile(path, signal)
      return { path }
    },
    start: () => {
      stopListening = chats.onChange((chatId) => chatId !== null && news.noticeFile(chatId))
      const left = journal.list()
      for (const { chatId, message } of left) told.keep(chatId, toUnfinished(message))
      const write = async (): Promise<void> => {
        for (const chatId of new Set(left.map((answer) => answer.chatId))) if (!live.closing.aborted) await told.flush(chatId)
      }
      live.behind(write().catch((error: unknown) => {
        if (!(error instanceof AppError)) log.error('chat.recovery', error)
      }))
    },
    close: async () => {
      stopListening()
      await Promise.all(live.close().map(({ chatId }) => stop(chatId, 'close')))
      await live.quiet()
    },
  }
}
