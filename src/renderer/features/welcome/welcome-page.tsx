import type { ReactNode } from 'react'
import type { OfferedModel } from '../../../contract/models.ts'
import type { Status } from '../../../contract/system.ts'
import type { ShownProblem } from '../../client.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Toolbar, type Place } from '../../ui/frame.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Bar } from '../../ui/progress.tsx'
import { folderWords } from '../../words/folder-words.ts'
import { inSentence } from '../../words/place.ts'
import { sizeInWords } from '../../words/sizes.ts'

interface TestProps {
  readonly state: 'ok' | 'wait' | 'fail'
  readonly icon?: IconName
  readonly title: string
  readonly side?: string
  readonly action?: ReactNode
  readonly children?: ReactNode
}

const MEANS = { ok: 'Done:', wait: 'Waiting:', fail: 'Trouble:' } as const
const DRAWN = { ok: 'check', wait: 'minus', fail: 'x' } as const

const Test = ({ state, icon, title, side, action, children }: TestProps) => (
  <li className="test">
    <span className={`ok ${state}`} role="img" aria-label={MEANS[state]}>
      <Icon name={icon ?? DRAWN[state]} />
    </span>
    <div className="break">
      {title}
      {children && <div className="sm t2 more">{children}</div>}
    </div>
    {action ?? <span className="t3 sm">{side}</span>}
  </li>
)

/** How far the model for speech is. */
export interface SpeechDownload {
  readonly words: string
  readonly fraction: number | null
  /** Why it did not come. */
  readonly problem: ShownProblem | null
}

export interface WelcomePageProps {
  readonly status: Status
  /** The one for this machine; null until it is known. */
  readonly speech: OfferedModel | null
  readonly download: SpeechDownload | null
  readonly problem: ShownProblem | null
  readonly onGet: () => void
  readonly places: readonly Place[]
  readonly notices: ReactNode
  readonly onSamples: () => void
  readonly onStart: () => void
}

/** The first screen: what Freehold does, where things stay, what is here and what is missing. */
export const WelcomePage = ({ status, speech, download, problem, places, notices, onGet, onSamples, onStart }: WelcomePageProps) => {
  const place = inSentence(status.machineName)
  const recordings = status.folders.reduce((sum, { here }) => sum + here, 0)
  const samplesFirst = recordings === 0 || status.speech !== 'ready'
  return (
    <main className="main">
      <Toolbar title="Memos" places={places} />
      <div className="notices">{notices}</div>
      <div className="scroll">
        <div className="welcome">
          <Icon name="wav" className="big" />
          <h2 className="display">Your recordings, written down on {place}</h2>
          <p className="lead">
            Record a voice memo, or drop a recording anywhere in this window. Freehold writes it down and files it as a note that any editor opens. Recordings are only read, and
            what you said stays on {place}.
          </p>
          <Card>
            <ul className="num">
              {status.folders.map((folder) => {
                const words = folderWords(folder, place)
                const state = folder.state === 'denied' ? 'fail' : folder.state === 'missing' || folder.inCloud > 0 ? 'wait' : 'ok'
                return (
                  <Test
                    key={folder.path}
                    state={state}
                    {...(folder.inCloud > 0 && { icon: 'idown' as const })}
                    title={folder.kind === 'voice-memos' ? 'Voice Memos' : folder.path}
                    side={folder.state === 'ok' ? 'watched' : ''}
                  >
                    {words.title} {words.detail}
                  </Test>
                )
              })}
              {status.folders.length === 0 && (
                <Test
                  state="wait"
                  title="No folder is watched yet"
                  action={
                    <a className={buttonClass({ small: true })} href="#/settings">
                      Choose a folder
                    </a>
                  }
                >
                  What you drop here is written down all the same.
                </Test>
              )}
              {status.speech === 'ready' ? (
                <Test state="ok" title="A model for speech is here" side={`on ${place}`} />
              ) : (
                <Test
                  state="wait"
                  title={status.speech === 'missing' ? 'No model for speech is here yet' : 'Only the demo model is here'}
                  action={
                    speech === null || (download !== null && download.problem === null) ? (
                      <a className={buttonClass({ small: true })} href="#/models">
                        See the models
                      </a>
                    ) : (
                      <Button small icon="get" onClick={onGet}>
                        {download === null ? `Get ${speech.name}` : 'Try again'}
                      </Button>
                    )
                  }
                >
                  {status.speech === 'demo-only' && 'It is good for the sample memos and nothing else. '}
                  {speech && download === null && `${speech.name} takes ${sizeInWords(speech.sizeBytes)} and fits ${place}. Recordings wait for it; nothing is lost.`}
                  {speech && download !== null && (
                    <>
                      {speech.name}: {download.words}
                      {download.fraction !== null && <Bar fraction={download.fraction} label={`${speech.name}, how much is here`} />}
                    </>
                  )}
                  <ProblemLine problem={download?.problem ?? problem} />
                </Test>
              )}
              <Test state="ok" title="Notes go into one folder">
                <span className="mono">{status.vaultPath}</span>
              </Test>
              {status.settingsProblems.length > 0 && <Test state="fail" title="The settings file has a mistake" action={<a className={buttonClass({ small: true })} href="#/settings">See it</a>} />}
            </ul>
          </Card>
          <div className="row wrap acts">
            <Button look={samplesFirst ? 'primary' : 'standard'} onClick={onSamples}>
              Try the sample memos
            </Button>
            <Button look={samplesFirst ? 'standard' : 'primary'} onClick={onStart}>
              Go to Memos
            </Button>
          </div>
        </div>
      </div>
    </main>
  )
}
