import { useSyncExternalStore } from 'react'
import type { ChatId, MessageId } from '../contract/chat.ts'
import type { MemoId } from '../contract/memos.ts'

export type Route =
  /** Without a chat it is one that is not begun; with a message, that one is looked for. */
  | { readonly name: 'chat'; readonly chatId: ChatId | null; readonly messageId: MessageId | null }
  | { readonly name: 'memos' }
  | { readonly name: 'memo'; readonly memoId: MemoId }
  | { readonly name: 'privacy' }
  | { readonly name: 'records' }
  | { readonly name: 'models' }
  | { readonly name: 'settings' }

const isId = (part: string | undefined): part is string => part !== undefined && /^[0-9a-f]{16}$/.test(part)

/** Reads the screen from the address, `#/memos/<id>` or `#/chat/<id>/<message>`; none is the chat, an unknown one the list of memos. */
export const parseRoute = (hash: string): Route => {
  const [, first, second, third] = hash.split('/')
  if (first === undefined || first === '' || first === 'chat') {
    const messageId = third !== undefined && /^m[0-9]{1,7}$/.test(third) ? (third as MessageId) : null
    return isId(second) ? { name: 'chat', chatId: second as ChatId, messageId } : { name: 'chat', chatId: null, messageId: null }
  }
  if (first === 'privacy') return { name: second === 'records' ? 'records' : 'privacy' }
  if (first === 'models' || first === 'settings') return { name: first }
  if (first === 'memos' && isId(second)) return { name: 'memo', memoId: second as MemoId }
  return { name: 'memos' }
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The screen's address, without the `#`. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)
