export { DOWNLOAD_TIMES } from './deps.ts'
export { createDownloads } from './create-downloads.ts'
export type { DownloadsDeps, DownloadTimes } from './deps.ts'
export type { Downloads, FoundModel } from './downloads.ts'
