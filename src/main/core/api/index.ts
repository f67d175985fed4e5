export type { LocalApi } from './api.ts'
