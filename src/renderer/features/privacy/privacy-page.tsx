import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Verdict, Zone } from '../../../contract/privacy.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { Card } from '../../ui/card.tsx'
import { Toolbar, type Place } from '../../ui/frame.tsx'
import { inSentence } from '../../words/place.ts'
import { useToday } from '../../words/use-today.ts'
import { DestinationsCard } from './destinations-card.tsx'
import { KeysCard } from './keys-card.tsx'
import { LocalOnlySwitch } from './local-only.tsx'
import { PolicyTable } from './policy-table.tsx'
import type { PolicyRow } from './policy-words.ts'
import type { PrivacyStore } from './privacy-store.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { RulesCard } from './rules-card.tsx'
import { Today } from './today.tsx'
import { TrafficHead } from './traffic-head.tsx'
import { createTrafficStore, syncTraffic } from './traffic-store.ts'
import { TryIt } from './try-it.tsx'
import { useKeys } from './use-keys.ts'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'

const NO_RULES = [] as const

/** What left today, what may leave, and what would happen to a text: seen in five seconds. */
export const PrivacyPage = ({
  store,
  api,
  machine,
  places,
  problemOf,
  onLocalOnly,
}: {
  readonly store: PrivacyStore
  readonly api: PrivacyApi
  readonly machine: string
  readonly places: readonly Place[]
  readonly problemOf: ProblemOf
  readonly onLocalOnly: (on: boolean) => void
}) => {
  const { privacy, ledger, credentials } = api
  const state = useStore(store, (view) => view.state)
  const [trafficStore] = useState(createTrafficStore)
  const traffic = useStore(trafficStore)
  const { problem, run } = useRun(problemOf)
  const { problem: keysProblem, run: runKeys } = useRun(problemOf)
  const [onKeysProblem] = useState(() => (error: unknown) => void runKeys(Promise.reject(error)))
  // A use of a key is a record of the ledger, and a destination tells which keys are missing.
  const { keys, again } = useKeys(credentials.list, onKeysProblem, traffic.rows?.[0]?.seq)
  const place = inSentence(machine)
  const today = useToday()
  const destinations = state?.destinations ?? NO_RULES

  useEffect(() => {
    const ours = new AbortController()
    void syncTraffic(ledger, trafficStore, problemOf, ours.signal)
    return () => ours.abort()
    // Past midnight today is another day.
  }, [ledger, trafficStore, problemOf, today])

  const set = (row: PolicyRow, zone: Zone, verdict: Verdict): void =>
    void run(
      (async () => {
        for (const origin of row.origins) await privacy.setCell({ origin, zone, verdict })
      })(),
    )

  return (
    <main className="main">
      <div className="narrow-only">
        <Toolbar title="Privacy" places={places} />
      </div>
      <div className="scroll">
        <TrafficHead days={traffic.days} place={place} />
        <div className="privacy">
          <div className="stack">
            <Today traffic={traffic} machine={machine} payload={ledger.payload} problemOf={problemOf} />
            <section>
              <div className="row section-head">
                <h2 className="head grow">What may leave</h2>
                <span className="sm t3">Unlisted means never</span>
              </div>
              <ProblemLine problem={problem} />
              <Card className="policy-card">{state && <PolicyTable table={state.table} machine={machine} place={place} onSet={set} />}</Card>
            </section>
          </div>
          <div className="stack">
            <div className="card padded narrow-only">
              <LocalOnlySwitch store={store} onChange={onLocalOnly} />
            </div>
            <TryIt destinations={destinations} machine={machine} tryIt={privacy.tryIt} problemOf={problemOf} policy={state} />
            <RulesCard rules={state?.rules ?? NO_RULES} destinations={destinations.map(({ name }) => name)} machine={machine} api={privacy} problemOf={problemOf} />
            <DestinationsCard destinations={destinations} keys={keys?.credentials.map(({ name }) => name) ?? NO_RULES} machine={machine} api={privacy} problemOf={problemOf} />
            <div>
              <ProblemLine problem={keysProblem} />
              <KeysCard
                keys={keys}
                api={credentials}
                suggested={destinations.find(({ credential, hasCredential }) => credential !== undefined && !hasCredential)?.credential ?? ''}
                problemOf={problemOf}
                onChanged={again}
              />
            </div>
          </div>
        </div>
      </div>
    </main>
  )
}
