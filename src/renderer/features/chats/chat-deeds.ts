import { createStore } from 'zustand/vanilla'
import type { ChatId } from '../../../contract/chat.ts'
import type { Api, ShownProblem } from '../../client.ts'

export interface DeletedChat {
  readonly chatId: ChatId
  readonly title: string
}

export interface ChatDeedsDeps {
  readonly api: Pick<Api['chat'], 'rename' | 'pin' | 'delete' | 'undelete' | 'export' | 'openFile' | 'open'>
  readonly saveText: (fileName: string, text: string) => void
  readonly copyText: (text: string) => Promise<boolean>
  readonly problemOf: (error: unknown) => ShownProblem | null
}

// Enough to hold an answer, even where marks and offers came after it.
const NEWEST = 20

/** What can be done to a chat as a whole. The last one deleted is remembered until it is brought back or put out of mind. */
export const createChatDeeds = ({ api, saveText, copyText, problemOf }: ChatDeedsDeps) => {
  const store = createStore<{ readonly deleted: DeletedChat | null; readonly said: string }>(() => ({ deleted: null, said: '' }))
  return {
    store,
    problemOf,
    rename: (chatId: ChatId, title: string) => api.rename({ chatId, title }),
    pin: (chatId: ChatId, pinned: boolean) => api.pin({ chatId, pinned }),
    openFile: (chatId: ChatId) => api.openFile({ chatId }),
    async delete(chat: DeletedChat): Promise<void> {
      await api.delete({ chatId: chat.chatId })
      store.setState({ deleted: chat, said: '' })
      location.assign('#/chat')
    },
    async bringBack({ chatId }: DeletedChat): Promise<void> {
      await api.undelete({ chatId })
      store.setState({ deleted: null })
      location.assign(`#/chat/${chatId}`)
    },
    forget: (): void => store.setState({ deleted: null }),
    async export(chatId: ChatId, format: 'markdown' | 'json' | 'text'): Promise<void> {
      const { fileName, text } = await api.export({ chatId, format })
      saveText(fileName, text)
    },
    /** Copies the newest answer, as Markdown. */
    async copyNewest(chatId: ChatId): Promise<void> {
      const { messages } = await api.open({ chatId, limit: NEWEST })
      const answer = messages.findLast(({ role, text }) => role === 'answer' && text !== '')
      const copied = answer !== undefined && (await copyText(answer.text))
      // Said anew each time, or a second copy would be silent.
      store.setState({ said: '' })
      setTimeout(() => store.setState({ said: copied ? 'The newest answer is copied.' : answer ? 'It could not be copied.' : 'There is no answer to copy yet.' }), 50)
    },
  }
}

export type ChatDeeds = ReturnType<typeof createChatDeeds>
