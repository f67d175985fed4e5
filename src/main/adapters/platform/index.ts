export { openAddress, openWithSystem, revealInFileManager } from './open.ts'
export { totalMemoryBytes } from './machine.ts'
export { outsideArchive, platformPaths } from './paths.ts'
export type { PlatformPaths } from './paths.ts'
