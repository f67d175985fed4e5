export type { Privacy } from './privacy.ts'
