export { createChatApi, type ChatApi } from './chat-api.ts'
export { ChatPage } from './chat-page.tsx'
export { openChat, type OpenChat } from './chat-store.ts'
export type { ComposerSlot, TitleMenuSlot, Whereabouts } from './composer-slot.ts'
