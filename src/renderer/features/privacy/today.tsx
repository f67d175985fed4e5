import { useState } from 'react'
import type { PrivacyApi } from './privacy-api.ts'
import { Card } from '../../ui/card.tsx'
import { LedgerRow } from './ledger-row.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import type { Traffic } from './traffic-store.ts'
import type { ProblemOf } from '../../ui/use-run.ts'

/** Today's records, newest first. */
export const Today = ({ traffic, machine, payload, problemOf }: { readonly traffic: Traffic; readonly machine: string; readonly payload: PrivacyApi['ledger']['payload']; readonly problemOf: ProblemOf }) => {
  const [open, setOpen] = useState<number | null>(null)
  const { rows, more, problem } = traffic
  return (
    <section>
      <div className="row section-head">
        <h2 className="head grow">Today’s traffic</h2>
        <a className="sm" href="#/privacy/records">
          All records
        </a>
      </div>
      <ProblemLine problem={problem} />
      <Card className="records">
        {rows?.map((row) => <LedgerRow key={row.seq} row={row} open={open === row.seq} machine={machine} payload={payload} problemOf={problemOf} onOpen={setOpen} />)}
        {rows?.length === 0 && <p className="nothing t2">Nothing was sent today, and nothing tried to.</p>}
        {more && (
          <p className="nothing sm">
            <a href="#/privacy/records">The earlier ones of today</a>
          </p>
        )}
      </Card>
    </section>
  )
}
