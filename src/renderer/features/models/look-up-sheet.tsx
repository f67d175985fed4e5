import { useEffect, useState } from 'react'
import type { LookedUpModel } from '../../../contract/models.ts'
import type { ShownProblem } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'
import { counted, sizeInWords } from '../../words/sizes.ts'
import { FitGauge } from './fit-gauge.tsx'
import type { ModelsApi } from './models-api.ts'
import { TokenForm } from './token-form.tsx'

interface Props {
  readonly link: string
  readonly place: string
  readonly api: Pick<ModelsApi, 'lookUp' | 'pull' | 'setCredential'>
  readonly problemOf: ProblemOf
  readonly onClose: () => void
}

/** What a link leads to, file by file, before anything is fetched. */
export const LookUpSheet = ({ link, place, api, problemOf, onClose }: Props) => {
  const [found, setFound] = useState<readonly LookedUpModel[] | null>(null)
  const [asked, setAsked] = useState<ShownProblem | null>(null)
  const { problem, run } = useRun(problemOf)
  useEffect(() => {
    const ours = new AbortController()
    api.lookUp({ ref: link }, { signal: ours.signal }).then(
      ({ models }) => setFound(models),
      (error: unknown) => !ours.signal.aborted && setAsked(problemOf(error)),
    )
    return () => ours.abort()
  }, [api, link, problemOf])

  const get = async (ref: string): Promise<void> => {
    if (await run(api.pull({ ref }))) onClose()
  }
  const keep = async ({ ref, wantsCredential }: LookedUpModel, token: string): Promise<void> => {
    if (wantsCredential !== null && (await run(api.setCredential({ name: wantsCredential, value: token })))) await get(ref)
  }

  return (
    <Sheet title="What this link leads to" onClose={onClose}>
      <p className="below break mono">{link}</p>
      {found === null && asked === null && (
        <p className="below t2" role="status">
          Asking its source…
        </p>
      )}
      <ProblemLine problem={asked ?? problem} />
      {found !== null && (
        <p className="below t2" role="status">
          {found.length === 0 ? 'No model is there that can be used here.' : found.length === 1 ? 'One model.' : `${counted(found.length, 'model')}. The smaller one is quicker, the larger one more exact.`}
        </p>
      )}
      <ul className="looked-up">
        {(found ?? []).map((model) => (
          <li key={model.ref} className="mod">
            <div className="break">
              <b className="medium">{model.name}</b>
              <p className="sm t3">
                {model.fileName}
                {model.licence !== null && ` · ${model.licence}`}
              </p>
            </div>
            <div className="sm">{model.fit && <FitGauge fit={model.fit} />}</div>
            <div className="row mod-acts">
              {model.installed !== null ? (
                <span className="sm t3">On {place} already</span>
              ) : (
                model.wantsCredential === null && (
                  <Button small icon="get" aria-label={`Get ${model.fileName}${model.sizeBytes === null ? '' : `, ${sizeInWords(model.sizeBytes)}`}`} onClick={() => void get(model.ref)}>
                    {model.sizeBytes === null ? 'Get' : sizeInWords(model.sizeBytes)}
                  </Button>
                )
              )}
            </div>
            {model.installed === null && model.wantsCredential !== null && (
              <div className="mod-more">
                <p className="sm t2">Its source gives it to those who agreed to its licence there, and asks for a token.</p>
                <TokenForm what={model.name} onToken={(token) => void keep(model, token)} />
              </div>
            )}
          </li>
        ))}
      </ul>
      <div className="row wrap acts">
        <Button onClick={onClose}>Leave it</Button>
      </div>
    </Sheet>
  )
}
