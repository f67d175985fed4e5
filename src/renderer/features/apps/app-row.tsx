import { useId, useState } from 'react'
import type { ApiClient } from '../../../contract/local-api.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/choice.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'
import { useToday } from '../../words/use-today.ts'
import { grantsInWords, lastUseInWords } from './app-words.ts'
import type { AppsApi } from './apps-api.ts'

/** One app: when it was last here, what it may read, and the way to send it off. */
export const AppRow = ({ app, place, api, problemOf }: { readonly app: ApiClient; readonly place: string; readonly api: AppsApi; readonly problemOf: ProblemOf }) => {
  const { clientId, name, forwards } = app
  const today = useToday()
  const { problem, run } = useRun(problemOf)
  const [revoking, setRevoking] = useState(false)
  const label = useId()
  const grants = grantsInWords(app)
  return (
    <li className="app">
      <div className="row wrap">
        <div className="grow break">
          <b className="medium">{name}</b>
          <p className="sm t3 num">{lastUseInWords(app, place, today)}</p>
        </div>
        <span id={label} className="sm t2">
          Hands on to a cloud<span className="said">: {name}</span>
        </span>
        <Switch on={forwards} labelledBy={label} onChange={(on) => void run(api.setForwards({ clientId, forwards: on }))} />
        <Button small onClick={() => setRevoking(true)}>
          Revoke…<span className="said"> {name}</span>
        </Button>
      </div>
      <p className="sm t2">
        {grants || (forwards ? 'What it reads of yours is asked first, once for each kind.' : 'It may read notes and memos: it was said to keep them here.')}{' '}
        {grants !== '' && (
          <Button small look="plain" className="flush" onClick={() => void run(api.forgetGrants({ clientId }))}>
            Ask again<span className="said"> for {name}</span>
          </Button>
        )}
      </p>
      <ProblemLine problem={problem} />
      {revoking && (
        <Confirm
          keep="Keep it"
          onKeep={() => setRevoking(false)}
          go={
            <Button small onClick={() => void run(api.revoke({ clientId })).then(() => setRevoking(false))}>
              Revoke {name}
            </Button>
          }
        >
          Its token is no longer taken, and what it asks for now ends. It can be added again with a new one.
        </Confirm>
      )}
    </li>
  )
}
