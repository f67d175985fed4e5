import { useState } from 'react'
import type { Download, OfferedModel } from '../../../contract/models.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { OutsideSheet } from '../../ui/outside-sheet.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Bar, SpokenProgress } from '../../ui/progress.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'
import { amountInWords, downloadInWords, fractionOf, timeLeftInWords } from './download-words.ts'
import { ModelLine } from './model-line.tsx'
import { sourcePage } from './model-words.ts'
import type { ModelsApi } from './models-api.ts'
import { TokenForm } from './token-form.tsx'

interface Props {
  readonly download: Download
  /** What the catalogue says of it. */
  readonly offered: OfferedModel | undefined
  readonly api: Pick<ModelsApi, 'pause' | 'resume' | 'cancel' | 'setCredential'>
  readonly problemOf: ProblemOf
}

/** A model on its way: how far, how long still, or why not and what to do. */
export const DownloadRow = ({ download, offered, api, problemOf }: Props) => {
  const { downloadId, state, problem: why, wantsCredential } = download
  const { problem, run } = useRun(problemOf)
  const [address, setAddress] = useState<string | null>(null)
  const fraction = fractionOf(download)
  const name = offered?.name ?? download.name
  const words = downloadInWords(download)
  const amount = amountInWords(download)
  const page = sourcePage(offered?.source ?? download.ref)
  const going = state === 'asking' || state === 'waiting' || state === 'coming' || state === 'checking'
  const isLong = why !== null && (state === 'failed' || state === 'waiting')

  const keep = async (token: string): Promise<void> => {
    if (wantsCredential === null) return
    if (await run(api.setCredential({ name: wantsCredential, value: token }))) await run(api.resume({ downloadId }))
  }

  return (
    <ModelLine
      name={name}
      kind={offered?.kind ?? null}
      about={
        <>
          {offered && <p className="sm t2">{offered.goodFor}</p>}
          {amount !== '' && <p className="sm t3">{amount}</p>}
        </>
      }
      middle={
        <>
          <p className="row coming">
            <span className={state === 'failed' && wantsCredential === null ? 'danger' : ''}>{words}</span>
            <span className="t3">{timeLeftInWords(download)}</span>
          </p>
          {fraction !== null && state !== 'failed' && <Bar fraction={fraction} label={`${name}, how much is here`} />}
          {state === 'coming' && <SpokenProgress what={`${name} is coming`} fraction={fraction ?? 0} />}
        </>
      }
      acts={
        <>
          {state === 'failed' && wantsCredential === null && (
            <Button small onClick={() => void run(api.resume({ downloadId }))}>
              Try again<span className="said"> to get {name}</span>
            </Button>
          )}
          {going && <IconButton icon="pause" label={`Pause ${name}`} onClick={() => void run(api.pause({ downloadId }))} />}
          {state === 'paused' && <IconButton icon="play" label={`Go on with ${name}`} onClick={() => void run(api.resume({ downloadId }))} />}
          <IconButton icon="x" label={`Give up ${name}`} onClick={() => void run(api.cancel({ downloadId }))} />
        </>
      }
    >
      {(isLong || problem) && (
        <div className="mod-more sm">
          {isLong && (
            <p className={state === 'failed' && wantsCredential === null ? 'danger' : 't2'} role="status">
              {why.message} {why.next}
            </p>
          )}
          <ProblemLine problem={problem} />
          {state === 'failed' && wantsCredential !== null && (
            <>
              {page !== null && (
                <Button small look="plain" className="flush" onClick={() => setAddress(page)}>
                  Agree to its licence, and make a token…
                </Button>
              )}
              <TokenForm what={name} onToken={(token) => void keep(token)} />
            </>
          )}
        </div>
      )}
      {address !== null && <OutsideSheet address={address} onClose={() => setAddress(null)} />}
    </ModelLine>
  )
}
