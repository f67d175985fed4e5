import { ChatIdSchema, MessageSchema } from '../../../contract/chat.ts'
import type { ChatJournal, Log, RunningAnswer } from '../../core/ports/index.ts'
import type { Statements } from './statements.ts'

// The chat that is not begun yet has a draft as well.
const NOT_BEGUN = ''

/** Answers that are being made, and drafts, in the state database: what was saved outlives a kill. */
export const createChatJournal = (sql: Statements, log: Pick<Log, 'warn'>): ChatJournal => {
  // A full disk is no reason to stop an answer that is coming in.
  const trying = (work: () => void): void => {
    try {
      sql.together(work)
    } catch (error) {
      log.warn('chat.not-kept', { reason: error instanceof Error ? error.name : 'unknown' })
    }
  }
  return {
    save: ({ chatId, message }) => trying(() => void sql.run('INSERT OR REPLACE INTO chat_running VALUES (?, ?, ?)', chatId, message.messageId, JSON.stringify(message))),
    list: () => sql.all('SELECT chat_id, message FROM chat_running ORDER BY chat_id, message_id').map((row) => toRunning(String(row['chat_id']), String(row['message']))).filter((answer) => answer !== null),
    drop: (chatId, messageId) => trying(() => void sql.run('DELETE FROM chat_running WHERE chat_id = ? AND message_id = ?', chatId, messageId)),
    setDraft: (chatId, text) =>
      trying(() => void (text === '' ? sql.run('DELETE FROM chat_drafts WHERE chat_id = ?', chatId ?? NOT_BEGUN) : sql.run('INSERT OR REPLACE INTO chat_drafts VALUES (?, ?)', chatId ?? NOT_BEGUN, text))),
    draft: (chatId) => String(sql.get('SELECT text FROM chat_drafts WHERE chat_id = ?', chatId ?? NOT_BEGUN)?.['text'] ?? ''),
  }
}

// One that another Freehold wrote in another way is passed by.
const toRunning = (chatId: string, text: string): RunningAnswer | null => {
  const id = ChatIdSchema.safeParse(chatId)
  const message = MessageSchema.safeParse(JSON.parse(text))
  return id.success && message.success ? { chatId: id.data, message: message.data } : null
}
