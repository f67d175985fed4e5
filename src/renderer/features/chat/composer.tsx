import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import type { ComposerProps } from './composer-slot.ts'

/** Where a turn is written. */
export const Composer = ({ running, editing, onEditing, onSend, onEdit, onStop, disabled }: ComposerProps) => {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (!editing) return
    setText(editing.text)
    field.current?.focus()
  }, [editing])
  const go = async (): Promise<void> => {
    if (text.trim() === '' || disabled) return
    const done = editing ? await onEdit(editing.messageId, { text }) : await onSend({ text, attachmentIds: [], hard: false })
    if (!done) return
    setText('')
    onEditing(null)
  }
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <textarea
        ref={field}
        aria-label="Your message"
        placeholder="Ask, or drop a file"
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          void go()
        }}
      />
      <div className="row">
        <span className="grow" />
        {running ? <IconButton icon="stop" className="send" label="Stop" onClick={onStop} /> : <IconButton icon="up" type="submit" className="send" label="Send" disabled={disabled} />}
      </div>
    </form>
  )
}
