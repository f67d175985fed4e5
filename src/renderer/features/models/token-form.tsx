import { useId, useRef, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'

/** Takes in the token that a source asks for. It lives in the field alone, which is emptied the moment it is handed over. */
export const TokenForm = ({ what, onToken }: { readonly what: string; readonly onToken: (token: string) => void }) => {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const { current } = field
    const token = current?.value.trim() ?? ''
    if (!current || token === '') return
    current.value = ''
    onToken(token)
  }
  return (
    <form className="token-form" onSubmit={submit} autoComplete="off">
      <div className="labelled">
        <label htmlFor={id} className="sm">
          Token for {what}
        </label>
        <span className="field">
          <input ref={field} id={id} type="password" autoComplete="off" spellCheck={false} maxLength={8192} />
        </span>
      </div>
      <Button small type="submit">
        Keep it and get the model
      </Button>
      <p className="sm t3">It goes into the key store and is never shown again.</p>
    </form>
  )
}
