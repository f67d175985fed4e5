import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Ledger } from '../core/ledger/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** The record of what left and what was kept. */
export const ledgerRouter = (ledger: Ledger) => {
  const procedures = implement(contract.ledger)
  return procedures.router({
    list: procedures.list.handler(({ input }) => {
      const { rows, next } = ledger.list(input)
      return { rows: [...rows], next }
    }),
    totals: procedures.totals.handler(({ input: { by, ...filter } }) => ({ totals: [...ledger.totals(filter, by)] })),
    payload: procedures.payload.handler(({ input }) => ledger.payload(input.seq)),
    purge: procedures.purge.handler(({ input }) => ({ purged: ledger.purge(input.before) })),
    verify: procedures.verify.handler(({ signal = NEVER_ABORTS }) => ledger.verify(signal)),
    export: procedures.export.handler(({ input }) => ledger.export(input)),
    changes: procedures.changes.handler(({ signal = NEVER_ABORTS }) => ledger.changes(signal)),
  })
}
