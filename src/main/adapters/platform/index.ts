export { openAddress, openWithSystem, revealInFileManager } from './open.ts'
export { physicalCores, totalMemoryBytes } from './machine.ts'
export { outsideArchive, platformPaths } from './paths.ts'
export type { PlatformPaths } from './paths.ts'
