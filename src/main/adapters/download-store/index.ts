export { createDownloadStore } from './download-store.ts'
