export type { System, SystemDeps } from './system.ts'
export { createSystem } from './system.ts'
