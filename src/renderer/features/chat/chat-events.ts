import type { ChatEvent, ChatHead, MessageId, ShownMessage } from '../../../contract/chat.ts'

/** The part of a chat that is on the page: its newest messages, or those around one that was looked for. */
export interface ChatWindow {
  readonly head: ChatHead | null
  readonly messages: readonly ShownMessage[]
  readonly hasBefore: boolean
  readonly hasAfter: boolean
  /** What a model looks up right now. */
  readonly tool: { readonly messageId: MessageId; readonly name: string } | null
}

/** `reload`: what is on the page can no longer be mended by events. */
export type Applied = ChatWindow | 'reload' | 'deleted'

/** Takes an event into what is on the page; the same one twice changes nothing. */
export const applyEvent = (window: ChatWindow, event: ChatEvent): Applied => {
  switch (event.type) {
    case 'head':
      return { ...window, head: event.head }
    case 'message':
      return withMessage(window, event.message)
    case 'done':
    case 'error':
      return withMessage({ ...window, tool: null }, event.message)
    case 'after':
      return withoutAfter(window, event.messageId)
    case 'delta':
      return withText(window, event.messageId, 'text', event.at, event.text)
    case 'thinking':
      return withText(window, event.messageId, 'thinking', event.at, event.text)
    case 'route':
    case 'usage':
      return changed(window, event.messageId, (message) => ({ ...message, madeBy: event.madeBy }))
    case 'tool':
      return { ...window, tool: { messageId: event.messageId, name: event.name } }
    case 'reload':
    case 'deleted':
      return event.type
  }
}

// What changes is near the end, nearly always.
const indexOf = ({ messages }: ChatWindow, id: MessageId): number => messages.findLastIndex(({ messageId }) => messageId === id)

const changed = (window: ChatWindow, id: MessageId, change: (message: ShownMessage) => ShownMessage): ChatWindow => {
  const at = indexOf(window, id)
  const message = window.messages[at]
  return message ? { ...window, messages: window.messages.with(at, change(message)) } : window
}

const withMessage = (window: ChatWindow, message: ShownMessage): ChatWindow => {
  if (indexOf(window, message.messageId) >= 0) return changed(window, message.messageId, () => message)
  if (window.hasAfter) return window
  if (window.messages.length === 0) return { ...window, messages: [message] }
  const parent = message.parentId === null ? -1 : indexOf(window, message.parentId)
  // One that follows nothing that is here is older than the page, or another first version: `after` tells of the latter.
  return parent < 0 ? window : { ...window, messages: [...window.messages.slice(0, parent + 1), message] }
}

const withoutAfter = (window: ChatWindow, id: MessageId | null): Applied => {
  if (id === null) return { ...window, messages: [], hasBefore: false, hasAfter: false }
  const at = indexOf(window, id)
  return at < 0 ? 'reload' : { ...window, messages: window.messages.slice(0, at + 1), hasAfter: false }
}

const withText = (window: ChatWindow, id: MessageId, field: 'text' | 'thinking', at: number, text: string): Applied => {
  const message = window.messages[indexOf(window, id)]
  if (!message) return window
  const known = message[field]
  if (at > known.length) return 'reload'
  const fresh = text.slice(known.length - at)
  const state = message.state === 'waiting' ? 'writing' : message.state
  if (fresh === '' && state === message.state) return window
  return changed({ ...window, tool: null }, id, (before) => ({ ...before, state, [field]: known + fresh }))
}
