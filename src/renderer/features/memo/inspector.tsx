import { useState } from 'react'
import type { MemoDetail, Segment, Transcript, VersionId } from '../../../contract/memos.ts'
import { Chip } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { RadioList } from '../../ui/choice.tsx'
import { clockTime } from '../../words/durations.ts'
import { useToday } from '../../words/use-today.ts'
import { DEMO_WARNING, versionDetail, versionName } from './version-words.ts'

const WHY = {
  repetition: 'It repeats itself.',
  pace: 'Faster or slower than anyone speaks.',
  'outside-speech': 'No speech was heard here.',
  'low-probability': 'The model was not sure.',
} as const

const SHOWN_DOUBTS = 20

interface Props {
  readonly detail: MemoDetail
  readonly transcript: Transcript | null
  readonly onVersion: (versionId: VersionId) => void
  readonly onAgain: () => void
  readonly onHear: (segment: Segment) => void
  readonly onRight: (segment: Segment) => void
}

/** Spans that may be wrong and that nobody has listened to yet. */
export const openDoubts = (transcript: Transcript | null): readonly Segment[] =>
  (transcript?.segments ?? []).filter(({ doubtful, confirmed }) => (doubtful?.length ?? 0) > 0 && confirmed !== true)

/** Beside the words: versions, doubts, and where the note is filed. */
export const Inspector = ({ detail, transcript, onVersion, onAgain, onHear, onRight }: Props) => {
  const today = useToday()
  const [all, setAll] = useState(false)
  const doubts = openDoubts(transcript)
  const shown = detail.versions.find((version) => version.shown)
  const folders = detail.notePath?.split(/[/\\]/).slice(0, -1) ?? []
  return (
    <>
      {detail.versions.length > 0 && (
        <section>
          <h2>Versions</h2>
          <RadioList
            label="Versions"
            value={shown?.versionId ?? null}
            onValue={(value) => onVersion(value as VersionId)}
            items={detail.versions.map((version) => ({ value: version.versionId, label: versionName(version), detail: versionDetail(version, today) }))}
          />
          {shown?.demo && <p className="sm t2 inset">{DEMO_WARNING}</p>}
          <p className="inset">
            <Button look="plain" className="flush" onClick={onAgain}>
              Write it down again…
            </Button>
          </p>
        </section>
      )}
      {doubts.length > 0 && (
        <section>
          <h2>Doubtful</h2>
          {(all ? doubts : doubts.slice(0, SHOWN_DOUBTS)).map((segment) => (
            <div key={segment.startSeconds} className="inset doubt-entry">
              <p className="break">
                “{segment.text.trim()}” <span className="t3 num">{clockTime(segment.startSeconds)}</span>
              </p>
              <p className="sm t3">{(segment.doubtful ?? []).map((why) => WHY[why]).join(' ')}</p>
              <div className="row wrap">
                <Button small icon="play" onClick={() => onHear(segment)}>
                  Hear it
                </Button>
                <Button small onClick={() => onRight(segment)}>
                  It is right
                </Button>
              </div>
            </div>
          ))}
          {!all && doubts.length > SHOWN_DOUBTS && (
            <p className="inset">
              <Button look="plain" className="flush" onClick={() => setAll(true)}>
                Show all {doubts.length}
              </Button>
            </p>
          )}
        </section>
      )}
      {(folders.length > 0 || detail.tags.length > 0) && (
        <section>
          <h2>Filed in</h2>
          <div className="inset">
            {folders.length > 0 && <p className="break">{folders.join(' › ')}</p>}
            {detail.edited && <p className="sm t3">You edited the note, so it stays as you left it.</p>}
            {detail.tags.length > 0 && (
              <div className="row wrap tags">
                {detail.tags.map((tag) => (
                  <Chip key={tag}>#{tag}</Chip>
                ))}
              </div>
            )}
          </div>
        </section>
      )}
    </>
  )
}
