export type { LedgerDeps } from './create-ledger.ts'
export { createLedger } from './create-ledger.ts'
export type { Ledger } from './ledger.ts'
