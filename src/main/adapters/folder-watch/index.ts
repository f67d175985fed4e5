export { createWatchFolder } from './folder-watch.ts'
export type { WatchFolderDeps } from './folder-watch.ts'
