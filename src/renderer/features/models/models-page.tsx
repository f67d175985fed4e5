import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { InstalledModel } from '../../../contract/models.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { Status } from '../../../contract/system.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ColumnPage, Lines } from '../../ui/column-page.tsx'
import { SearchField } from '../../ui/field.tsx'
import type { Place } from '../../ui/frame.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { ProblemOf } from '../../ui/use-run.ts'
import { inSentence } from '../../words/place.ts'
import type { ShownProblem } from '../../client.ts'
import type { Adding } from './adding.ts'
import { AddingRow } from './adding-row.tsx'
import { DownloadRow } from './download-row.tsx'
import { InstalledRow } from './installed-row.tsx'
import { LookUpSheet } from './look-up-sheet.tsx'
import { MemoryCard } from './memory-card.tsx'
import { listModels } from './model-lists.ts'
import { isModelLink, TASK_OF } from './model-words.ts'
import type { ModelsApi } from './models-api.ts'
import { useModels, type ModelsStore } from './models-store.ts'
import { OfferedRow } from './offered-row.tsx'
import { SpeechNotice } from './speech-notice.tsx'
import { TasksCard } from './tasks-card.tsx'

interface Props {
  readonly api: ModelsApi
  readonly store: ModelsStore
  readonly adding: Adding
  readonly settings: Settings | null
  readonly onSet: (path: string, value: string | number) => void
  readonly problem: ShownProblem | null
  readonly problemOf: ProblemOf
  readonly status: Status | null
  readonly places: readonly Place[]
  /** Apps that use the models: a part of its own, below. */
  readonly apps: ReactNode
}

/** The models of this machine: what runs, what is here, what is coming, and what would fit. */
export const ModelsPage = ({ api, store, adding, settings, onSet, problem, problemOf, status, places, apps }: Props) => {
  const state = useModels(api, store)
  const added = useStore(adding.store, ({ files }) => files)
  const [text, setText] = useState('')
  const [link, setLink] = useState<string | null>(null)
  const [moreOpen, setMoreOpen] = useState(false)
  const [sought, setSought] = useState<string | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const isLink = isModelLink(text)
  const filter = isLink ? '' : text.trim()
  const name = status?.machineName ?? 'This computer'
  const place = inSentence(name)

  useEffect(() => {
    if (sought === null) return
    const line = list.current?.querySelector(`[data-model="${CSS.escape(sought)}"]`)
    line?.scrollIntoView({ block: 'center' })
    line?.querySelector('button')?.focus()
    setSought(null)
  }, [sought])
  const seek = (id: string): void => {
    setText('')
    if (state?.offered.some((model) => model.id === id && !model.recommended)) setMoreOpen(true)
    setSought(id)
  }

  const lists = state && listModels(state, filter)
  const choose = (model: InstalledModel, chosen: boolean): void => onSet(`models.${TASK_OF[model.kind].setting}`, chosen ? (model.demo ? 'demo' : model.id) : 'auto')
  const isChosen = (model: InstalledModel): boolean => {
    const value = settings?.models[TASK_OF[model.kind].setting]
    return value === model.id || (model.demo && value === 'demo')
  }
  const nothingFound = lists && filter !== '' && [lists.installed, lists.downloads, lists.good, lists.others].every(({ length }) => length === 0)
  const offeredRow = (model: NonNullable<typeof lists>['good'][number]): ReactNode => (
    <OfferedRow key={model.id} model={model} diskFreeBytes={state?.machine.diskFreeBytes ?? null} pull={api.pull} problemOf={problemOf} onSmaller={seek} />
  )

  return (
    <ColumnPage
      title="Models"
      places={places}
      problem={problem}
      tools={
        <>
          <span className="grow" />
          <span className="models-search">
            <SearchField
              label="Search the models, or paste a link"
              placeholder="Search or paste a link"
              value={text}
              onValue={setText}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && isLink) {
                  // Else the same key would press the first button of the sheet that it opens.
                  event.preventDefault()
                  setLink(text.trim())
                }
                if (event.key === 'Escape') setText('')
              }}
            />
          </span>
          <Button onClick={() => picker.current?.click()}>Add file…</Button>
          <input
            ref={picker}
            type="file"
            accept=".gguf,.bin"
            multiple
            hidden
            aria-label="Model files"
            onChange={({ target }) => {
              adding.add([...(target.files ?? [])])
              target.value = ''
            }}
          />
        </>
      }
    >
      <div ref={list} className="models">
        {isLink && (
          <Card className="padded row wrap link-line">
            <span className="grow break t2">A link to a model. Its source is asked what it has; nothing is fetched yet.</span>
            <Button small look="primary" onClick={() => setLink(text.trim())}>
              Look it up
            </Button>
          </Card>
        )}
        {state === null && <section><p className="t2" role="status">Looking at the models that are here…</p></section>}
        {state && status && <SpeechNotice speech={status.speech} place={place} onDemo={() => onSet('models.speech', 'demo')} />}
        {state && filter === '' && (
          <section>
            <MemoryCard state={state} name={name} system={status?.platform === 'macos' ? 'macOS' : 'the system'} />
          </section>
        )}
        {nothingFound && (
          <section>
            <p className="t2" role="status">No model speaks of “{filter}”. A link to one can be pasted as well.</p>
          </section>
        )}
        {state && lists && (lists.installed.length > 0 || lists.downloads.length > 0 || added.length > 0) && (
          <section>
            <h2 className="head">On {place}</h2>
            <Card className="num">
              <ul>
                {lists.installed.map((model) => (
                  <InstalledRow
                    key={model.path}
                    model={model}
                    running={state.running.find(({ path }) => path === model.path)}
                    chosen={isChosen(model)}
                    api={api}
                    problemOf={problemOf}
                    onChoose={choose}
                  />
                ))}
                {lists.downloads.map((each) => (
                  <DownloadRow key={each.download.downloadId} {...each} api={api} problemOf={problemOf} />
                ))}
                {added.map((file) => (
                  <AddingRow key={file.key} file={file} onDrop={() => adding.drop(file.key)} />
                ))}
              </ul>
            </Card>
          </section>
        )}
        {state && state.installed.length === 0 && filter === '' && (
          <section>
            <p className="t2">No model is on {place} yet. Get one below, or drop its file here.</p>
          </section>
        )}
        {lists && lists.good.length > 0 && (
          <section>
            <h2 className="head">Good for {place}</h2>
            <Card className="num">
              <ul>{lists.good.map(offeredRow)}</ul>
            </Card>
          </section>
        )}
        {lists && lists.others.length > 0 && (
          <section>
            <details className="more-models" open={moreOpen || filter !== ''} onToggle={({ currentTarget }) => filter === '' && setMoreOpen(currentTarget.open)}>
              <summary className="row head">
                <Icon name="right" size={12} />
                More models
              </summary>
              <Card className="num">
                <ul>{lists.others.map(offeredRow)}</ul>
              </Card>
            </details>
          </section>
        )}
        {state && filter === '' && (
          <>
            {settings && <TasksCard settings={settings.models} state={state} place={place} onSet={onSet} />}
            {apps}
            <Lines title="Folders that are looked in">
              {state.folders.map((folder) => (
                <p key={folder} className="break mono">
                  {folder}
                </p>
              ))}
              <p>
                <Button small onClick={() => void api.state({}).then((next) => store.setState({ state: next }), () => {})}>
                  Look again
                </Button>
              </p>
            </Lines>
          </>
        )}
      </div>
      {link !== null && <LookUpSheet link={link} place={place} api={api} problemOf={problemOf} onClose={() => setLink(null)} />}
    </ColumnPage>
  )
}
