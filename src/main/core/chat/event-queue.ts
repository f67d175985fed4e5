import type { ChatEvent } from '../../../contract/chat.ts'

const MAX_EVENTS = 400
const MAX_CHARACTERS = 400_000

/** What waits for a reader, with what newly happened: words that follow each other are one, an older head gives its place to the newer, and what is too much becomes `reload`. */
export const mergeEvents = (older: readonly ChatEvent[], newer: readonly ChatEvent[]): readonly ChatEvent[] => {
  // It opens the chat again: only what that does not tell is kept beside it.
  if (older[0]?.type === 'reload') return [older[0], ...[...older, ...newer].filter(({ type }) => type === 'head' || type === 'deleted').slice(-1)]
  const merged = [...older]
  for (const event of newer) push(merged, event)
  const characters = merged.reduce((sum, event) => sum + sizeOf(event), 0)
  return merged.length > MAX_EVENTS || characters > MAX_CHARACTERS ? [{ type: 'reload' }] : merged
}

const push = (events: ChatEvent[], event: ChatEvent): void => {
  const last = events.at(-1)
  if ((event.type === 'delta' || event.type === 'thinking') && last?.type === event.type && last.messageId === event.messageId && last.at + last.text.length === event.at) {
    events[events.length - 1] = { ...last, text: last.text + event.text }
    return
  }
  if (event.type === 'head') {
    const before = events.findIndex(({ type }) => type === 'head')
    if (before !== -1) {
      events[before] = event
      return
    }
  }
  events.push(event)
}

const sizeOf = (event: ChatEvent): number => {
  switch (event.type) {
    case 'delta':
    case 'thinking':
      return event.text.length
    case 'message':
    case 'done':
    case 'error':
      return event.message.text.length + event.message.thinking.length
    default:
      return 0
  }
}
