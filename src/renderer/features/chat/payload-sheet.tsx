import { useEffect, useState } from 'react'
import type { ShownProblem } from '../../client.ts'
import { copyText } from '../../copy-text.ts'
import { saveText } from '../../save-text.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { bytesInWords } from '../../words/bytes.ts'
import { longDate } from '../../words/days.ts'
import type { ChatApi } from './chat-api.ts'
import type { ProblemOf } from './problem-of.ts'

type Payload = Awaited<ReturnType<ChatApi['ledger']['payload']>>

/** More than this is no reading matter, and slow to lay out; it can be saved whole. */
const READABLE = 200_000

interface Props {
  /** Rows of the record, oldest first. */
  readonly seqs: readonly number[]
  readonly destination: string
  readonly payload: ChatApi['ledger']['payload']
  readonly problemOf: ProblemOf
  readonly onClose: () => void
}

/** What left for an answer, byte for byte, for as long as it is kept. */
export const PayloadSheet = ({ seqs, destination, payload, problemOf, onClose }: Props) => {
  const [read, setRead] = useState<readonly Payload[]>([])
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    const ours = new AbortController()
    Promise.all(seqs.map((seq) => payload({ seq }, { signal: ours.signal }))).then(setRead, (error: unknown) => !ours.signal.aborted && setProblem(problemOf(error)))
    return () => ours.abort()
  }, [seqs, payload, problemOf])
  const text = read.map((each) => each.text).join('\n\n')
  const sizeBytes = read.reduce((sum, each) => sum + each.sizeBytes, 0)
  const keptUntil = read[0]?.keptUntil ?? null
  return (
    <Sheet title="What was sent" onClose={onClose}>
      {problem && (
        <p className="sm danger below" role="alert">
          {problem.message} {problem.next}
        </p>
      )}
      {read.length > 0 && (
        <>
          <p className="sm t3 below num">
            {bytesInWords(sizeBytes)} to {destination}, {keptUntil === null ? 'kept until you forget it' : `kept until ${longDate(new Date(keptUntil))}`}, only here
            {text.length > READABLE && '. The beginning is shown; save it to read all of it'}
          </p>
          <pre className="card full-text mono" role="region" aria-label="What was sent" tabIndex={0}>
            {text.slice(0, READABLE)}
          </pre>
        </>
      )}
      <div className="row wrap acts">
        <a className={buttonClass({ look: 'plain' })} href="#/privacy/records" onClick={onClose}>
          See the record
        </a>
        <span className="grow" />
        {read.length > 0 && (
          <>
            <Button onClick={() => void copyText(text).then(setCopied)}>{copied ? 'Copied' : 'Copy'}</Button>
            <Button onClick={() => saveText(`Freehold record ${seqs.join(', ')}.txt`, text)}>Save as a file…</Button>
          </>
        )}
        <Button onClick={onClose} autoFocus>
          Close
        </Button>
      </div>
    </Sheet>
  )
}
