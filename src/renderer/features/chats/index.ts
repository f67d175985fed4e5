export { createChatDeeds, type ChatDeeds } from './chat-deeds.ts'
export { ChatHead } from './chat-head.tsx'
