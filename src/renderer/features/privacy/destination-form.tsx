import { useState, type FormEvent } from 'react'
import type { Destination } from '../../../contract/privacy.ts'
import { Button } from '../../ui/button.tsx'
import { RadioList } from '../../ui/choice.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'

const PROVIDERS = [
  { value: 'anthropic', label: 'Anthropic' },
  { value: 'openai', label: 'OpenAI-compatible server' },
]
const ZONES = [
  { value: 'network', label: 'My network', detail: 'A machine you run. It is refused when its address turns out to be public.' },
  { value: 'cloud', label: 'Cloud', detail: 'Somebody else’s machine, or one that passes it on. The column Cloud holds for it.' },
]

/** A new destination. What is not said to be the person’s own is a cloud. */
export const DestinationForm = ({ keys, onAdd, onCancel }: { readonly keys: readonly string[]; readonly onAdd: (destination: Destination) => void; readonly onCancel: () => void }) => {
  const [provider, setProvider] = useState('anthropic')
  const [name, setName] = useState('Anthropic')
  const [url, setUrl] = useState('')
  const [zone, setZone] = useState<'network' | 'cloud'>('cloud')
  const [model, setModel] = useState('')
  const [credential, setCredential] = useState('')
  const own = provider === 'openai'

  const choose = (next: string): void => {
    setProvider(next)
    setName(next === 'anthropic' ? 'Anthropic' : '')
    setZone(next === 'anthropic' ? 'cloud' : 'network')
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    // Anthropic is nothing without a key; it goes by the destination's name until one is chosen.
    const key = credential !== '' ? credential : own ? '' : name.trim()
    onAdd({
      name: name.trim(),
      provider: own ? 'openai' : 'anthropic',
      zone: own ? zone : 'cloud',
      ...(own && url.trim() !== '' && { url: url.trim() }),
      ...(model.trim() !== '' && { model: model.trim() }),
      ...(key !== '' && { credential: key }),
    })
  }

  return (
    <form className="fields" onSubmit={submit}>
      <SelectField label="Who answers" value={provider} choices={PROVIDERS} onValue={choose} />
      <TextField label="Name" value={name} placeholder="Home server" spellCheck={false} onChange={(event) => setName(event.target.value)} />
      {own && (
        <>
          <TextField label="Address" value={url} placeholder="http://192.168.1.10:11434/v1" spellCheck={false} onChange={(event) => setUrl(event.target.value)} />
          <RadioList label="Zone" value={zone} items={ZONES} onValue={(next) => setZone(next === 'network' ? 'network' : 'cloud')} />
        </>
      )}
      {!own && <p className="sm t2">Anthropic is a cloud: the column Cloud holds for it.</p>}
      <TextField label="Model, where none is named" value={model} placeholder={own ? 'qwen3-32b' : 'claude-sonnet-4-5'} spellCheck={false} onChange={(event) => setModel(event.target.value)} />
      <SelectField label="Key" value={credential} choices={[{ value: '', label: own ? 'None needed' : 'The one of its name' }, ...keys.map((key) => ({ value: key, label: key }))]} onValue={setCredential} />
      <div className="row wrap">
        <Button small type="submit" disabled={name.trim() === '' || (own && url.trim() === '')}>
          Add the destination
        </Button>
        <Button small look="plain" onClick={onCancel}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
