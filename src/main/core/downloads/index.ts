export type { Downloads, FoundModel } from './downloads.ts'
