export type { Ledger } from './ledger.ts'
