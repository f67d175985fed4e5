export type { InstanceLock, LockHolder } from './instance-lock.ts'
export { readLockHolder, takeInstanceLock } from './instance-lock.ts'
export { createSqliteLedger } from './ledger.ts'
export { createSqliteMemoStore } from './memo-store.ts'
