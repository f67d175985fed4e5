export type { ChatChange, ChatRecord, Chats } from './chats.ts'
