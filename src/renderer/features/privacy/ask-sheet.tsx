import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { Ask, AskAnswer } from '../../../contract/privacy.ts'
import type { ShownProblem } from '../../client.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { isMac } from '../../words/keys.ts'
import { inSentence } from '../../words/place.ts'
import { ZONE_GLYPH, zoneName } from '../../words/zones.ts'
import { AskPayload } from './ask-payload.tsx'
import { neverWords, rememberItems, SEND_WORDS, type Remember } from './ask-words.ts'

/** A sheet may come up under a key or a click that was meant for something else: for so long it sends nothing. */
const SETTLE_MS = 400

interface Props {
  readonly ask: Ask
  /** How many questions wait, this one included. */
  readonly waiting: number
  readonly machine: string
  readonly answer: PrivacyApi['privacy']['answer']
  readonly problemOf: (error: unknown) => ShownProblem | null
}

/** A question at the gate: where to, what exactly, why. Return and Esc keep it here wherever the focus is; Space presses the button that has it. */
export const AskSheet = ({ ask, waiting, machine, answer, problemOf }: Props) => {
  const [remember, setRemember] = useState<Remember>('once')
  const [answering, setAnswering] = useState(false)
  const [problem, setProblem] = useState<ShownProblem | null>(null)
  const keepButton = useRef<HTMLButtonElement>(null)
  const settled = useRef(false)
  const glyph = ZONE_GLYPH[ask.zone]

  useEffect(() => {
    keepButton.current?.focus({ preventScroll: true })
    const timer = setTimeout(() => {
      settled.current = true
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [])

  const say = (said: AskAnswer): void => {
    if (answering) return
    setAnswering(true)
    setProblem(null)
    answer({ askId: ask.askId, answer: said }).then(
      // The host's next word takes the sheet away.
      () => {},
      (error: unknown) => {
        setAnswering(false)
        setProblem(problemOf(error))
      },
    )
  }
  const keep = (): void => say('keep')
  const send = (): void => {
    if (settled.current) say(remember)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (event.repeat) return
    if (event.key === 'Enter' && (isMac ? event.metaKey : event.ctrlKey)) send()
    else keep()
  }

  return (
    <Sheet
      title={ask.title}
      className="ask"
      onClose={keep}
      onKeyDown={onKeyDown}
      aside={waiting > 1 && <span className="sm t3 num of">1 of {waiting}</span>}
    >
      <p className="row wrap path">
        <span className="pill zone-mac">
          <Icon name="mac" size={12} />
          {machine}
        </span>
        <svg className="arrow" viewBox="0 0 34 8" role="img" aria-label="to">
          <path d="M1 4h31M29 1l3 3-3 3" />
        </svg>
        <span className={`pill zone-${glyph}`}>
          <Icon name={glyph} size={12} />
          {ask.destination}
          <span className="said">, {zoneName(ask.zone, machine)}</span>
        </span>
        <span className="sm t3 break">
          {ask.host}
          {ask.model !== null && ` · ${ask.model}`}
        </span>
      </p>
      <p className="t2 because">{ask.why}</p>
      {ask.merged > 0 && <p className="sm t3 because">One answer for {ask.merged + 1} equal requests.</p>}
      <AskPayload ask={ask} />
      <div className="row wrap remember">
        <span className="t2" aria-hidden="true">
          Remember
        </span>
        <Segments label="Remember" value={remember} items={rememberItems(ask)} onValue={setRemember} />
      </div>
      {problem && (
        <p className="danger problem" role="alert">
          {problem.message} {problem.next}
        </p>
      )}
      <div className="row wrap answers">
        <Button look={ask.zone === 'network' ? 'toNet' : 'toCloud'} icon={glyph} aria-keyshortcuts={isMac ? 'Meta+Enter' : 'Control+Enter'} onClick={send}>
          {SEND_WORDS[remember]}
          <span className="key-hint" aria-hidden="true">
            {isMac ? '⌘⏎' : 'Ctrl ⏎'}
          </span>
        </Button>
        {ask.origins.length > 0 && (
          <Button look="plain" onClick={() => say('never')}>
            {neverWords(ask)}
          </Button>
        )}
        <span className="grow" />
        <Button ref={keepButton} look="toMac" icon="mac" aria-keyshortcuts="Enter" onClick={keep}>
          Keep on {inSentence(machine)}
          <span className="key-hint" aria-hidden="true">
            ⏎
          </span>
        </Button>
      </div>
    </Sheet>
  )
}
