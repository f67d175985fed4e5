import { useId, useRef, useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

/** Takes a key in. Its value lives in the field alone, which is emptied the moment it is handed over; no state ever holds it. */
export const KeyForm = ({ suggested, onSet, onCancel }: { readonly suggested: string; readonly onSet: (name: string, value: string) => void; readonly onCancel: () => void }) => {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(suggested)

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const { current } = field
    if (!current || current.value.trim() === '' || name.trim() === '') return
    const value = current.value.trim()
    current.value = ''
    onSet(name.trim(), value)
  }

  return (
    <form className="fields" onSubmit={submit} autoComplete="off">
      <TextField label="Name" value={name} placeholder="Anthropic" spellCheck={false} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <div className="labelled">
        <label htmlFor={id}>Key</label>
        <span className="field">
          <input ref={field} id={id} type="password" autoComplete="off" spellCheck={false} maxLength={8192} />
        </span>
      </div>
      <p className="sm t2">It goes into the key store and is never shown again.</p>
      <div className="row wrap">
        <Button small type="submit" disabled={name.trim() === ''}>
          Keep this key
        </Button>
        <Button small look="plain" onClick={onCancel}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
