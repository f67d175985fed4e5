export type { Begun, Chat } from './chat.ts'
export { createChat } from './create-chat.ts'
export type { ChatDeps } from './deps.ts'
