import { useId, useState, type ReactNode } from 'react'
import type { ShownMessage } from '../../../contract/chat.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { ChatApi } from './chat-api.ts'
import type { Whereabouts } from './composer-slot.ts'
import { hiddenInWords, madeWords, ruleInWords, spokenMade } from './made-words.ts'
import { PayloadSheet } from './payload-sheet.tsx'
import type { ProblemOf } from './problem-of.ts'

interface Props {
  readonly message: ShownMessage
  readonly privateBecause: string | null
  readonly where: Whereabouts
  readonly payload: ChatApi['ledger']['payload']
  readonly problemOf: ProblemOf
  readonly children: ReactNode
}

/** Where an answer was made, and what it took; a click opens why, by which rule, and what exactly was sent. */
export const MadeLine = ({ message, privateBecause, where, payload, problemOf, children }: Props) => {
  const [open, setOpen] = useState(false)
  const whyId = useId()
  const { madeBy, state } = message
  if (!madeBy) {
    return (
      <div className="made-foot">
        <span className="made-acts">{children}</span>
      </div>
    )
  }
  const { glyph, place, model, facts } = madeWords(madeBy, state, where)
  return (
    <>
      <div className="made-foot">
        <button type="button" className="badge made" aria-expanded={open} aria-controls={open ? whyId : undefined} onClick={() => setOpen(!open)}>
          <span className="said">{spokenMade(madeBy, where)}. Why? </span>
          <Icon name={glyph} size={13} className={glyph} />
          <b className={glyph}>{place}</b>
          {model !== null && (
            <>
              <span aria-hidden="true">·</span>
              <span className="model-name clip" title={model}>
                {model}
              </span>
            </>
          )}
          {facts.length > 0 && <span className="num">· {facts.join(' · ')}</span>}
        </button>
        {privateBecause !== null && (
          <span className="badge">
            <Icon name="lock" size={12} />
            {privateBecause}
          </span>
        )}
        <span className="made-acts">{children}</span>
      </div>
      {open && (
        <div className="why" id={whyId}>
          <Why message={message} madeBy={madeBy} payload={payload} problemOf={problemOf} />
        </div>
      )}
    </>
  )
}

const Why = ({ madeBy, payload, problemOf }: Pick<Props, 'message' | 'payload' | 'problemOf'> & { readonly madeBy: NonNullable<ShownMessage['madeBy']> }) => {
  const [sent, setSent] = useState(false)
  const { decision, ledgerSeqs, tokensIn, tokensOut } = madeBy
  const [first] = decision.reasons
  const hidden = hiddenInWords(madeBy)
  return (
    <>
      <dl>
        <dt>Why</dt>
        <dd>{decision.reasons.map(({ words }) => (/[.!?]$/.test(words) ? words : `${words}.`)).join(' ')}</dd>
        {first && (
          <>
            <dt>Rule</dt>
            <dd>{ruleInWords(first.rule, decision.verdict)}</dd>
          </>
        )}
        {hidden !== null && (
          <>
            <dt>Hidden</dt>
            <dd className="num">{hidden}</dd>
          </>
        )}
        {tokensIn !== null && tokensOut !== null && (
          <>
            <dt>Read</dt>
            <dd className="num">
              {tokensIn.toLocaleString('en')} tokens, wrote {tokensOut.toLocaleString('en')}
            </dd>
          </>
        )}
      </dl>
      {ledgerSeqs.length > 0 ? (
        <Button look="plain" className="flush" onClick={() => setSent(true)}>
          Show exactly what was sent
        </Button>
      ) : (
        madeBy.destination === null && <p className="t3">Nothing was sent.</p>
      )}
      {sent && <PayloadSheet seqs={ledgerSeqs} destination={madeBy.destination ?? ''} payload={payload} problemOf={problemOf} onClose={() => setSent(false)} />}
    </>
  )
}
