import { useState } from 'react'
import type { Ask } from '../../../contract/privacy.ts'
import { Segments } from '../../ui/segments.tsx'
import { bytesInWords } from '../../words/bytes.ts'
import { payloadWords } from './ask-words.ts'
import { Changes, withChips } from './changes.tsx'

const VIEWS = [
  { value: 'changes', label: 'Changes' },
  { value: 'sent', label: 'Sent text' },
] as const

/** What would be sent: with what was hidden struck through, or byte for byte. */
export const AskPayload = ({ ask }: { readonly ask: Ask }) => {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('changes')
  const shownBytes = new TextEncoder().encode(ask.sentText).byteLength
  return (
    <div className="card payload">
      <div className="row wrap bar-of">
        <b className="medium">What would be sent</b>
        <span className="num t3">{payloadWords(ask)}</span>
        <span className="grow" />
        <Segments label="Show" value={view} items={VIEWS} onValue={setView} />
      </div>
      <div className="text" role="region" aria-label="What would be sent" tabIndex={0}>
        {view === 'changes' ? (
          ask.pieces.map(({ title, changes }, at) => (
            <div key={at}>
              <p className="who">{title}</p>
              <p className="mono">
                <Changes changes={changes} />
              </p>
            </div>
          ))
        ) : (
          <>
            <p className="mono">{withChips(ask.sentText)}</p>
            {shownBytes < ask.sizeBytes && (
              <p className="who">
                The first {bytesInWords(shownBytes)} of {bytesInWords(ask.sizeBytes)}.
              </p>
            )}
          </>
        )}
      </div>
      <p className="t3 guarantee">Hiding details lowers the risk. It is no guarantee that nobody can be recognised.</p>
    </div>
  )
}
