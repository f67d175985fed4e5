import type { ChatId } from '../../../contract/chat.ts'

const SETTLE_MS = 400

/** Keeps what is typed on the host: a while after the last key, at once when the chat or the page is left. */
export const createDrafts = (save: (input: { readonly chatId: ChatId | null; readonly text: string }) => Promise<unknown>, settleMs = SETTLE_MS) => {
  const waiting = new Map<ChatId | null, { readonly text: string; readonly timer: ReturnType<typeof setTimeout> }>()
  // One after the other for each chat: an older text must never arrive after a newer one.
  const saving = new Map<ChatId | null, Promise<unknown>>()

  const write = (chatId: ChatId | null, text: string): void => {
    const before = saving.get(chatId) ?? Promise.resolve()
    // A failure is not told here: the page says that the host does not answer, and the text is still in the field.
    const now = before.then(() => save({ chatId, text })).catch(() => {})
    saving.set(chatId, now)
    void now.then(() => saving.get(chatId) === now && saving.delete(chatId))
  }
  const flush = (chatId: ChatId | null): void => {
    const known = waiting.get(chatId)
    if (!known) return
    clearTimeout(known.timer)
    waiting.delete(chatId)
    write(chatId, known.text)
  }

  return {
    keep(chatId: ChatId | null, text: string): void {
      clearTimeout(waiting.get(chatId)?.timer)
      waiting.set(chatId, { text, timer: setTimeout(() => flush(chatId), settleMs) })
    },
    flush,
    flushAll: (): void => [...waiting.keys()].forEach(flush),
  }
}

export type Drafts = ReturnType<typeof createDrafts>
