import { useEffect, useRef, useState, type DragEvent } from 'react'
import type { Origin, ShownDestination, Trial } from '../../../contract/privacy.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { Card } from '../../ui/card.tsx'
import { SelectField } from '../../ui/field.tsx'
import { ORIGIN_WORDS } from '../../words/origin-words.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TryResult } from './try-result.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'

const SETTLE_MS = 300
const MOST = 200_000
const ORIGINS = Object.entries(ORIGIN_WORDS).map(([value, { many }]) => ({ value, label: many }))

interface Props {
  readonly destinations: readonly ShownDestination[]
  readonly machine: string
  readonly tryIt: PrivacyApi['privacy']['tryIt']
  readonly problemOf: ProblemOf
  /** Changes when a rule, a cell or a destination did: what was tried is tried anew. */
  readonly policy: unknown
}

/** Type something, or drop a text: what is found in it, where it would go and why. Nothing is sent. */
export const TryIt = ({ destinations, machine, tryIt, problemOf, policy }: Props) => {
  const { problem, run } = useRun(problemOf)
  const [text, setText] = useState('')
  const [origin, setOrigin] = useState<Origin>('chat')
  const [chosen, setChosen] = useState<string | null>(null)
  const [trial, setTrial] = useState<Trial | null>(null)
  const [note, setNote] = useState('')
  const destination = chosen ?? (destinations.find(({ zone }) => zone === 'cloud') ?? destinations[0])?.name ?? ''
  const tried = useRef(policy)

  useEffect(() => {
    const ours = new AbortController()
    if (text.trim() === '') {
      setTrial(null)
      return
    }
    // Typing settles; a changed policy is nothing to wait for.
    const wait = tried.current === policy ? SETTLE_MS : 0
    tried.current = policy
    const timer = setTimeout(() => {
      const input = { text, origin, ...(destination !== '' && { destination, mode: { destination } }) }
      void run(
        tryIt(input, { signal: ours.signal }).then((answer) => {
          if (!ours.signal.aborted) setTrial(answer)
        }),
      )
    }, wait)
    return () => {
      clearTimeout(timer)
      ours.abort()
    }
  }, [text, origin, destination, policy, run, tryIt])

  const drop = async (event: DragEvent): Promise<void> => {
    const file = event.dataTransfer.files[0]
    if (!file) return
    event.preventDefault()
    const read = await file.slice(0, MOST * 4).text()
    if (read.includes('\0')) {
      setNote(`“${file.name}” is no text.`)
      return
    }
    setNote(read.length > MOST ? `The first ${MOST.toLocaleString('en')} characters of “${file.name}”.` : '')
    setOrigin('file')
    setText(read.slice(0, MOST))
  }

  return (
    <section>
      <div className="row section-head">
        <h2 className="head">Try it</h2>
      </div>
      <Card className="try">
        <textarea
          aria-label="Something to try"
          placeholder="Type something, or drop a text"
          rows={3}
          maxLength={MOST}
          spellCheck={false}
          value={text}
          data-own-drop=""
          onChange={(event) => (setNote(''), setText(event.target.value))}
          onDrop={(event) => void drop(event)}
        />
        {note !== '' && <p className="sm t2">{note}</p>}
        <div className="row wrap as">
          <SelectField label="As" value={origin} choices={ORIGINS} onValue={(next) => setOrigin(next as Origin)} />
          <SelectField
            label="To"
            value={destination}
            choices={destinations.length === 0 ? [{ value: '', label: 'Nowhere yet' }] : destinations.map(({ name }) => ({ value: name, label: name }))}
            onValue={setChosen}
          />
        </div>
        <ProblemLine problem={problem} />
        <div aria-live="polite">{trial && text.trim() !== '' && <TryResult trial={trial} origin={origin} destinations={destinations} machine={machine} />}</div>
        <p className="xs t3 nothing-sent">{trial ? 'Nothing was sent to find this out.' : 'Nothing is sent to find it out.'}</p>
      </Card>
    </section>
  )
}
