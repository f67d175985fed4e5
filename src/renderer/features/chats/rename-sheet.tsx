import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'

/** Gives a chat another title; its file is renamed with it. */
export const RenameSheet = ({ title, onTitle, onClose }: { readonly title: string; readonly onTitle: (title: string) => void; readonly onClose: () => void }) => {
  const [typed, setTyped] = useState(title)
  const name = typed.trim()
  return (
    <Sheet title="Rename the chat" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name === '') return
          onClose()
          if (name !== title) onTitle(name)
        }}
      >
        <TextField label="Title" autoFocus maxLength={200} value={typed} onFocus={({ target }) => target.select()} onChange={({ target }) => setTyped(target.value)} />
        <div className="row wrap acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={name === ''}>
            Rename the chat
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
