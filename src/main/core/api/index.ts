export type { LocalApi } from './api.ts'
export { createLocalApi } from './create-local-api.ts'
export type { LocalApiDeps } from './deps.ts'
