export type { Attachments } from './attachments.ts'
