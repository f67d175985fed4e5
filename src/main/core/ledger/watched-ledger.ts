import type { AppError } from '../../../contract/errors.ts'
import type { BlockedAttempt, LedgerStore } from '../ports/index.ts'
import { blockedRow } from './blocked-row.ts'

export interface WatchedLedger {
  /** The store; where it cannot be opened, one that refuses everything with the reason. */
  readonly store: LedgerStore
  /** False from the first write that failed until one succeeds: meanwhile nothing may leave. */
  isWritable(): boolean
  onHealthChange(listener: () => void): () => void
  readonly recordBlocked: (blocked: BlockedAttempt) => void
}

/** Knows whether the record can be written. A payload is handed on only where the person wants it kept. */
export const createWatchedLedger = (deps: { readonly open: () => LedgerStore; readonly keepsSent: () => boolean; readonly now: () => number; readonly onFault: (error: unknown) => void }): WatchedLedger => {
  const listeners = new Set<() => void>()
  let writable = true
  const setWritable = (next: boolean): void => {
    if (next === writable) return
    writable = next
    for (const listener of listeners) listener()
  }
  const opened = tryOpen(deps.open)
  if ('failure' in opened) {
    writable = false
    deps.onFault(opened.failure)
  }
  const inner = 'failure' in opened ? refusing(opened.failure) : opened.store

  const watched = <Result>(write: () => Result): Result => {
    try {
      const result = write()
      setWritable(true)
      return result
    } catch (error) {
      deps.onFault(error)
      setWritable(false)
      throw error
    }
  }
  const store: LedgerStore = {
    ...inner,
    begin: (attempt, payload) => watched(() => inner.begin(attempt, deps.keepsSent() ? payload : null)),
    finish: (seq, end) => watched(() => inner.finish(seq, end)),
  }

  return {
    store,
    isWritable: () => writable,
    onHealthChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    recordBlocked: (blocked) => {
      try {
        store.begin(blockedRow(blocked, deps.now()), null)
      } catch {
        // It was refused all the same, and that the record fails was told.
      }
    },
  }
}

const tryOpen = (open: () => LedgerStore): { readonly store: LedgerStore } | { readonly failure: AppError | Error } => {
  try {
    return { store: open() }
  } catch (error) {
    return { failure: error instanceof Error ? error : new Error(String(error)) }
  }
}

const refusing = (failure: Error): LedgerStore => {
  const refuse = (): never => {
    throw failure
  }
  return { begin: refuse, finish: refuse, list: refuse, totals: refuse, payload: refuse, purge: refuse, verify: () => Promise.reject(failure), newest: () => 0, onChange: () => () => undefined, close: () => undefined }
}
