export type { Attachments } from './attachments.ts'
export { createAttachments } from './create-attachments.ts'
export type { AttachDeps } from './deps.ts'
