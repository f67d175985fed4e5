export type { Begun, Chat } from './chat.ts'
