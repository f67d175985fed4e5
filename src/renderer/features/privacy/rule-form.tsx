import { useState, type FormEvent } from 'react'
import type { Origin, Rule, Verdict, Zone } from '../../../contract/privacy.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { ORIGIN_WORDS } from '../../words/origin-words.ts'
import { VERDICT_WORDS } from './policy-words.ts'
import { untilOf } from './rule-words.ts'

type About = 'person' | 'folder' | 'tag' | 'origin' | 'destination'

const ABOUT: readonly { readonly value: About; readonly label: string; readonly example: string }[] = [
  { value: 'person', label: 'Person', example: 'Dr Aaby' },
  { value: 'folder', label: 'Folder', example: 'Book' },
  { value: 'tag', label: 'Tag', example: 'garden' },
  { value: 'origin', label: 'Where it came from', example: '' },
  { value: 'destination', label: 'Where it goes', example: '' },
]
const UNTIL = [
  { value: 'removed', label: 'Until you remove it' },
  { value: 'hour', label: 'For an hour' },
  { value: 'today', label: 'Today' },
]
const ZONES = [
  { value: '', label: 'Network and cloud' },
  { value: 'network', label: 'My network' },
  { value: 'cloud', label: 'Cloud' },
]
const ORIGINS = Object.entries(ORIGIN_WORDS).map(([value, { many }]) => ({ value, label: many }))

const EFFECT: Readonly<Record<Verdict, string>> = {
  never: 'It never leaves, whatever the table says.',
  ask: 'It asks each time before it leaves.',
  redact: 'It leaves without asking, with the details hidden that are found.',
  allow: 'It leaves without asking.',
}

/** A new rule: about what, where to, how much passes, for how long. It starts strict. */
export const RuleForm = ({ destinations, onAdd, onCancel }: { readonly destinations: readonly string[]; readonly onAdd: (rule: Rule) => void; readonly onCancel: () => void }) => {
  const [about, setAbout] = useState<About>('person')
  const [typed, setTyped] = useState('')
  const [zone, setZone] = useState('')
  const [verdict, setVerdict] = useState<Verdict>('never')
  const [until, setUntil] = useState('removed')

  const choices = about === 'origin' ? ORIGINS : about === 'destination' ? destinations.map((name) => ({ value: name, label: name })) : null
  const value = choices === null ? typed.trim().replace(about === 'tag' ? /^#/ : /^$/, '') : choices.some((choice) => choice.value === typed) ? typed : (choices[0]?.value ?? '')

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (value === '') return
    const end = untilOf(until, new Date())
    onAdd({
      ...(about === 'origin' ? { origin: value as Origin } : { [about]: value }),
      ...(zone !== '' && { zone: zone as Zone }),
      verdict,
      ...(end !== undefined && { until: end }),
    })
  }

  return (
    <form className="fields" onSubmit={submit}>
      <SelectField label="About" value={about} choices={ABOUT} onValue={(next) => (setAbout(next as About), setTyped(''))} />
      {choices === null ? (
        <TextField label="Its name" value={typed} placeholder={ABOUT.find((each) => each.value === about)?.example} spellCheck={false} autoFocus onChange={(event) => setTyped(event.target.value)} />
      ) : choices.length > 0 ? (
        <SelectField label="Which" value={value} choices={choices} onValue={setTyped} />
      ) : (
        <p className="sm t2">No destination has been added yet.</p>
      )}
      <SelectField label="To" value={zone} choices={ZONES} onValue={setZone} />
      <SelectField label="Passes" value={verdict} choices={VERDICT_WORDS.map((each) => ({ value: each.verdict, label: each.word }))} onValue={(next) => setVerdict(next as Verdict)} />
      <SelectField label="For how long" value={until} choices={UNTIL} onValue={setUntil} />
      <p className="sm t2">{EFFECT[verdict]}</p>
      <div className="row wrap">
        <Button small type="submit" disabled={value === ''}>
          Add the rule
        </Button>
        <Button small look="plain" onClick={onCancel}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
