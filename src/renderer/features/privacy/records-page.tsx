import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ShownProblem } from '../../client.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { saveText } from '../../save-text.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Toolbar, type Place } from '../../ui/frame.tsx'
import { Menu } from '../../ui/menu.tsx'
import { counted } from '../../words/sizes.ts'
import { exportName, readExport } from './export-records.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { RecordsList } from './records-list.tsx'
import { createRecords, type Records } from './records-store.ts'
import { RecordsTools } from './records-tools.tsx'
import type { ProblemOf } from '../../ui/use-run.ts'

interface Props {
  readonly api: PrivacyApi['ledger']
  readonly machine: string
  readonly places: readonly Place[]
  readonly problemOf: ProblemOf
}

const WEEK_MS = 7 * 86_400_000

/** All records: to search, to take along as a file, to verify, and to forget what was sent. */
export const RecordsPage = (props: Props) => {
  const { api, problemOf } = props
  const [records, setRecords] = useState<Records | null>(null)
  useEffect(() => {
    const opened = createRecords(api, problemOf)
    setRecords(opened)
    return () => opened.close()
  }, [api, problemOf])
  return records && <Opened {...props} records={records} />
}

const Opened = ({ api, machine, places, problemOf, records }: Props & { readonly records: Records }) => {
  const { rows, next, filter, problem: readProblem } = useStore(records.store)
  const [told, setTold] = useState<{ readonly words: string; readonly damage?: boolean } | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const [forgetting, setForgetting] = useState(false)
  const forgetButton = useRef<HTMLButtonElement>(null)
  const isFiltered = Object.keys(filter).length > 0

  const attempt = async (busy: string, work: () => Promise<{ readonly words: string; readonly damage?: boolean }>): Promise<void> => {
    setTold({ words: busy })
    setProblem(null)
    try {
      setTold(await work())
    } catch (error) {
      setTold(null)
      setProblem(problemOf(error))
    }
  }
  const verify = () =>
    attempt('Reading every record…', async () => {
      const { ok, rows: count, fault, head } = await api.verify({})
      if (ok) return { words: `The chain holds: all ${counted(count, 'record')}, none changed, none missing. Newest: ${head.slice(0, 16)}` }
      return { words: `The chain breaks at record ${fault?.seq ?? '?'}. ${fault?.words ?? ''}`, damage: true }
    })
  const save = (format: 'jsonl' | 'csv') =>
    attempt('Reading the records…', async () => {
      const name = exportName(format, new Date())
      saveText(name, await readExport(api, filter, format, new AbortController().signal))
      return { words: `Saved as “${name}”${isFiltered ? ', as they are filtered now' : ''}.` }
    })
  const forget = (before?: string) => {
    setForgetting(false)
    forgetButton.current?.focus()
    return attempt('Forgetting what was sent…', async () => {
      const { purged } = await api.purge(before === undefined ? {} : { before })
      void records.refresh()
      return { words: purged === 0 ? 'There was nothing to forget.' : `What was sent in ${counted(purged, 'request')} is forgotten. The records stay.` }
    })
  }

  return (
    <main className="main">
      <Toolbar title="Records" places={places}>
        <a className={buttonClass({ look: 'plain', small: true })} href="#/privacy">
          Back to Privacy
        </a>
        <span className="grow" />
        <Button onClick={() => void verify()}>Verify the chain</Button>
        <Menu
          align="end"
          trigger={(trigger) => (
            <Button {...trigger} iconAfter="down">
              Export
            </Button>
          )}
          items={[
            { key: 'csv', label: 'Table, csv', onChoose: () => void save('csv') },
            { key: 'jsonl', label: 'One JSON a line, jsonl', onChoose: () => void save('jsonl') },
          ]}
        />
        <Button ref={forgetButton} onClick={() => setForgetting(true)}>
          Forget what was sent…
        </Button>
      </Toolbar>
      <div className="notices">
        <RecordsTools records={records} />
        {forgetting && (
          <div className="card padded">
            <Confirm
              keep="Keep it"
              onKeep={() => {
                setForgetting(false)
                forgetButton.current?.focus()
              }}
              go={
                <>
                  <Button small onClick={() => void forget()}>
                    Forget all of it
                  </Button>
                  <Button small onClick={() => void forget(new Date(Date.now() - WEEK_MS).toISOString())}>
                    Forget what is older than a week
                  </Button>
                </>
              }
            >
              What was sent can then not be looked at any more. The records of it and their chain stay.
            </Confirm>
          </div>
        )}
        <div role="status">{told && <p className={`sm break ${told.damage ? 'danger' : 't2'}`}>{told.words}</p>}</div>
        <ProblemLine problem={problem ?? readProblem} />
      </div>
      {rows !== null && rows.length > 0 && <RecordsList rows={rows} isEnd={next === null} machine={machine} payload={api.payload} problemOf={problemOf} onMore={records.more} />}
      {rows?.length === 0 && (
        <EmptyState title={isFiltered ? 'Nothing found' : 'No records yet'}>{isFiltered ? 'No record is like that.' : 'What leaves, and what is kept from leaving, is written down here.'}</EmptyState>
      )}
    </main>
  )
}
