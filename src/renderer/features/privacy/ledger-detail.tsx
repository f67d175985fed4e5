import { useEffect, useState } from 'react'
import type { LedgerRow } from '../../../contract/ledger.ts'
import type { ShownProblem } from '../../client.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { copyText } from '../../copy-text.ts'
import { saveText } from '../../save-text.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { bytesInWords, priceInWords } from '../../words/bytes.ts'
import { longDate } from '../../words/days.ts'
import { withChips } from './changes.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { stayedHere } from './traffic-words.ts'
import type { ProblemOf } from '../../ui/use-run.ts'

type Payload = Awaited<ReturnType<PrivacyApi['ledger']['payload']>>

const EXCERPT = 600
/** More than this is no reading matter, and slow to lay out; it can be saved whole. */
const READABLE = 200_000

const factsOf = (row: LedgerRow): readonly string[] => [
  row.address === null || row.address === row.host ? row.host : `${row.host} (${row.address})`,
  ...(row.model === null ? [] : [row.model]),
  ...(row.status === null ? [] : [`answered ${row.status}`]),
  ...(row.bytesIn > 0 ? [`${bytesInWords(row.bytesIn)} came back`] : []),
  ...(row.tokensIn === null ? [] : [`${row.tokensIn.toLocaleString('en')} tokens out, ${(row.tokensOut ?? 0).toLocaleString('en')} in`]),
  ...(row.priceUsd === null ? [] : [priceInWords(row.priceUsd)]),
]

const keptWords = ({ keptUntil }: Payload): string => (keptUntil === null ? 'kept until you forget it, only here' : `kept until ${longDate(new Date(keptUntil))}, only here`)

/** What stands behind a record: what was sent, byte for byte, for as long as it is kept. */
export const LedgerDetail = ({ row, payload, problemOf }: { readonly row: LedgerRow; readonly payload: PrivacyApi['ledger']['payload']; readonly problemOf: ProblemOf }) => {
  const [read, setRead] = useState<Payload | null>(null)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const [full, setFull] = useState(false)
  const [copied, setCopied] = useState(false)
  const { seq, hasPayload } = row

  useEffect(() => {
    const ours = new AbortController()
    setRead(null)
    if (hasPayload) payload({ seq }, { signal: ours.signal }).then(setRead, (error: unknown) => !ours.signal.aborted && setProblem(problemOf(error)))
    return () => ours.abort()
  }, [payload, problemOf, seq, hasPayload])

  const copy = (): void => {
    if (read) void copyText(read.text).then((done) => (done ? setCopied(true) : setProblem({ message: 'It could not be copied.', next: 'Open the full text and copy it there.' })))
  }

  return (
    <div className="behind">
      {hasPayload && read && (
        <>
          <p className="mono t2">
            {withChips(read.text.slice(0, EXCERPT))}
            {read.text.length > EXCERPT && '…'}
          </p>
          <div className="row wrap xs">
            <Button look="plain" className="flush" onClick={() => setFull(true)}>
              Open full text
            </Button>
            <Button look="plain" className="flush" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
            <span className="t3">{keptWords(read)}</span>
          </div>
        </>
      )}
      {!hasPayload && (
        <p className="sm t2">
          {stayedHere(row) ? 'Nothing was sent.' : row.bodySha256 === null ? 'This request had no content.' : 'What was sent is no longer kept. The record of it stays.'}
        </p>
      )}
      <ProblemLine problem={problem} />
      <p className="xs t3 break">{factsOf(row).join(' · ')}</p>
      {full && read && (
        <Sheet title="What was sent" onClose={() => setFull(false)}>
          <p className="sm t3 below num">
            {bytesInWords(read.sizeBytes)} to {row.destination}
            {read.text.length > READABLE && '. The beginning is shown; save it to read all of it'}
          </p>
          <div className="card full-text mono" role="region" aria-label="What was sent" tabIndex={0}>
            {withChips(read.text.slice(0, READABLE))}
          </div>
          <div className="row wrap acts">
            <Button onClick={() => saveText(`Freehold record ${seq}.txt`, read.text)}>Save as a file…</Button>
            <Button onClick={() => setFull(false)}>Close</Button>
          </div>
        </Sheet>
      )}
    </div>
  )
}
