import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Chat } from '../core/chat/index.ts'
import type { Chats } from '../core/chats/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** Turns of a chat, and the chats there are. */
export const chatRouter = (chat: Chat, chats: Pick<Chats, 'search' | 'export' | 'raw'>) => {
  const procedures = implement(contract.chat)
  return procedures.router({
    send: procedures.send.handler(({ input, signal = NEVER_ABORTS }) => chat.send(input, signal)),
    stop: procedures.stop.handler(async ({ input }) => {
      await chat.stop(input.chatId)
      return {}
    }),
    regenerate: procedures.regenerate.handler(({ input }) => chat.regenerate(input.chatId, input.messageId, input.place)),
    edit: procedures.edit.handler(({ input: { chatId, messageId, ...change } }) => chat.edit(chatId, messageId, change)),
    continue: procedures.continue.handler(({ input }) => chat.continue(input.chatId, input.messageId)),
    showVersion: procedures.showVersion.handler(async ({ input }) => {
      await chat.showVersion(input.chatId, input.messageId)
      return {}
    }),
    makeRoom: procedures.makeRoom.handler(async ({ input, signal = NEVER_ABORTS }) => {
      await chat.makeRoom(input.chatId, input.how, signal)
      return {}
    }),
    open: procedures.open.handler(async ({ input }) => {
      const page = await chat.open(input)
      return { ...page, messages: [...page.messages] }
    }),
    follow: procedures.follow.handler(({ input, signal = NEVER_ABORTS }) => chat.follow(input.chatId, signal)),
    list: procedures.list.handler(({ input }) => {
      const page = chat.list(input)
      return { ...page, rows: [...page.rows] }
    }),
    listChanges: procedures.listChanges.handler(({ signal = NEVER_ABORTS }) => chat.listChanges(signal)),
    search: procedures.search.handler(({ input }) => ({ hits: [...chats.search(input)] })),
    rename: procedures.rename.handler(async ({ input }) => {
      await chat.rename(input.chatId, input.title)
      return {}
    }),
    pin: procedures.pin.handler(async ({ input }) => {
      await chat.pin(input.chatId, input.pinned)
      return {}
    }),
    setMode: procedures.setMode.handler(async ({ input }) => {
      await chat.setMode(input.chatId, input.mode)
      return {}
    }),
    delete: procedures.delete.handler(async ({ input }) => {
      await chat.delete(input.chatId)
      return {}
    }),
    undelete: procedures.undelete.handler(async ({ input }) => {
      await chat.undelete(input.chatId)
      return {}
    }),
    export: procedures.export.handler(({ input }) => chats.export(input.chatId, input.format)),
    setDraft: procedures.setDraft.handler(({ input }) => {
      chat.setDraft(input.chatId, input.text)
      return {}
    }),
    draft: procedures.draft.handler(() => ({ text: chat.draft() })),
    raw: procedures.raw.handler(({ input }) => chats.raw(input.chatId)),
    openFile: procedures.openFile.handler(({ input, signal = NEVER_ABORTS }) => chat.openFile(input.chatId, signal)),
  })
}
