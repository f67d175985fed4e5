export type { System, SystemDeps } from './system.ts'
export { createSystem } from './system.ts'
export { checkDecoder, checkEngine, checkFolder, checkKeys, checkModels, checkNode, checkSettings, checkWatched } from './checks.ts'
export type { EngineFacts } from './checks.ts'
