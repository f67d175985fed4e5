export { createAttachmentStore } from './attachment-store.ts'
