export type { ChatChange, ChatRecord, Chats } from './chats.ts'
export { createChats } from './create-chats.ts'
export type { ChatsDeps } from './create-chats.ts'
