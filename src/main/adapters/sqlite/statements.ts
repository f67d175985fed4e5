import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** A database with its statements prepared once, and nested transactions that count as one. */
export interface Statements {
  all(sql: string, ...values: SQLInputValue[]): readonly Row[]
  get(sql: string, ...values: SQLInputValue[]): Row | null
  run(sql: string, ...values: SQLInputValue[]): { readonly changes: number; readonly lastId: number }
  together<Result>(work: () => Result): Result
  /** As `together`, and a power cut right after it loses nothing: this and all before it is on the disk. */
  durably<Result>(work: () => Result): Result
  /** Runs once the outermost transaction stands on disk; at once when there is none. Forgotten when it is rolled back. */
  afterwards(task: () => void): void
}

/** Wraps an open database. */
export const createStatements = (database: DatabaseSync): Statements => {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  let later: (() => void)[] = []

  const prepare = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    const known = prepared.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }

  const together = <Result>(work: () => Result): Result => {
    if (database.isTransaction) return work()
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      const tasks = later
      later = []
      for (const task of tasks) task()
      return result
    } catch (error) {
      later = []
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    all: (sql, ...values) => prepare(sql).all(...values),
    get: (sql, ...values) => prepare(sql).get(...values) ?? null,
    run: (sql, ...values) => {
      const { changes, lastInsertRowid } = prepare(sql).run(...values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    together,
    durably: (work) => {
      if (database.isTransaction) return work()
      database.exec('PRAGMA synchronous = FULL')
      try {
        return together(work)
      } finally {
        database.exec('PRAGMA synchronous = NORMAL')
      }
    },
    afterwards: (task) => {
      if (database.isTransaction) later.push(task)
      else task()
    },
  }
}
