import { useEffect, useState } from 'react'
import type { ModelFile, ModelKind, OfferedModel } from '../../../contract/models.ts'
import type { Status } from '../../../contract/system.ts'
import type { Api, ShownProblem } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { NoticeCard } from '../../ui/card.tsx'
import { ColumnPage, Lines } from '../../ui/column-page.tsx'
import type { Place } from '../../ui/frame.tsx'
import { OutsideSheet } from '../../ui/outside-sheet.tsx'
import { inSentence } from '../../words/place.ts'
import { sizeInWords } from '../../words/sizes.ts'

type Models = Awaited<ReturnType<Api['models']['list']>>

const FOR: Readonly<Record<ModelKind, string>> = {
  whisper: 'Speech',
  parakeet: 'Speech',
  vad: 'Finds speech',
  language: 'Titles and summaries',
  embedding: 'Search',
}

const isUsed = ({ inUse }: Models, { id }: ModelFile): boolean => inUse.speech === id || inUse.vad === id || inUse.language === id

const Found = ({ model, used }: { readonly model: ModelFile; readonly used: boolean }) => (
  <div className="model">
    <div className="grow break">
      <b className="medium">{model.id}</b> <span className="t3">{FOR[model.kind]}</span>
      {model.demo && <p className="sm t2">Demo model: knows a few hundred words, do not trust it.</p>}
      {model.fault !== null && <p className="sm danger">{model.fault}</p>}
      <p className="sm t3">{model.path}</p>
    </div>
    <div className="sm num">
      {used && <p>In use</p>}
      <p className="t3">{sizeInWords(model.sizeBytes)}</p>
    </div>
  </div>
)

const Offered = ({ model, folder, onWhere }: { readonly model: OfferedModel; readonly folder: string | undefined; readonly onWhere: (address: string) => void }) => (
  <div className="model">
    <div className="grow break">
      <b className="medium">{model.name}</b> <span className="t3">{FOR[model.kind]}</span>
      <p className="sm t2">{model.goodFor}</p>
      <p className="sm t3">
        Put <span className="mono">{model.fileName}</span>
        {folder && (
          <>
            {' '}
            into <span className="mono">{folder}</span>
          </>
        )}
      </p>
    </div>
    <div className="sm num">
      <p>{sizeInWords(model.sizeBytes)}</p>
      <p>
        <Button look="plain" className="flush" onClick={() => onWhere(`https://huggingface.co/${model.repository}`)}>
          <span>
            Where to get it…<span className="said"> {model.name}</span>
          </span>
        </Button>
      </p>
    </div>
  </div>
)

/** The models on this machine, which of them are used, and good ones to fetch. */
export const ModelsPage = ({
  list,
  useDemo,
  problemOf,
  status,
  places,
}: {
  readonly list: (signal: AbortSignal) => Promise<Models>
  readonly useDemo: () => void
  readonly problemOf: (error: unknown) => ShownProblem | null
  readonly status: Status | null
  readonly places: readonly Place[]
}) => {
  const [models, setModels] = useState<Models | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const [address, setAddress] = useState<string | null>(null)
  // Looked for anew when the host says that something about its engines changed: a file that was put there shows up.
  const speech = status?.speech
  const language = status?.language
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    const ours = new AbortController()
    list(ours.signal).then(
      (found) => {
        setModels(found)
        setProblem(null)
      },
      (error: unknown) => !ours.signal.aborted && setProblem(problemOf(error)),
    )
    return () => ours.abort()
  }, [list, problemOf, speech, language, asked])

  const machine = status?.machineName ?? 'This computer'
  const place = inSentence(machine)
  const offered = models?.offered.filter(({ id }) => !models.found.some((found) => found.id === id)) ?? []
  return (
    <ColumnPage
      title="Models"
      places={places}
      problem={problem}
      tools={
        <>
          <span className="grow" />
          <Button onClick={() => setAsked(asked + 1)}>Look again</Button>
        </>
      }
    >
      {models && status && status.speech !== 'ready' && (
        <NoticeCard
          icon="clock"
          title={status.speech === 'missing' ? `No speech model is on ${place} yet` : 'Only the demo model is here'}
          actions={
            status.speech === 'demo-only' && (
              <Button small onClick={useDemo}>
                Use the demo model for my recordings
              </Button>
            )
          }
        >
          {status.speech === 'missing' ? 'Recordings wait for one; nothing is lost. ' : 'It is for the sample memos: it knows a few hundred words and gets the rest wrong. '}
          Get one below and put its file into the folder named beside it. Work goes on by itself when it is there.
        </NoticeCard>
      )}
      {models && models.found.length > 0 && (
        <Lines title={`On ${place}`}>
          {models.found.map((model) => (
            <Found key={model.path} model={model} used={isUsed(models, model)} />
          ))}
        </Lines>
      )}
      {offered.length > 0 && (
        <Lines title="Good ones to get">
          {offered.map((model) => (
            <Offered key={model.id} model={model} folder={models?.folders[0]} onWhere={setAddress} />
          ))}
        </Lines>
      )}
      {models && (
        <Lines title="Folders that are looked in">
          {models.folders.map((folder) => (
            <p key={folder} className="break mono">
              {folder}
            </p>
          ))}
        </Lines>
      )}
      {address !== null && <OutsideSheet address={address} onClose={() => setAddress(null)} />}
    </ColumnPage>
  )
}
