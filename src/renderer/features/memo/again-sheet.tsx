import { useState } from 'react'
import type { ModelFile } from '../../../contract/models.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { LANGUAGES } from '../../words/languages.ts'

interface Props {
  readonly models: readonly ModelFile[]
  readonly place: string
  readonly onStart: (choice: { readonly model?: string; readonly language?: string }) => void
  readonly onClose: () => void
}

/** Asks with which model and in which language a recording is written down again. */
export const AgainSheet = ({ models, place, onStart, onClose }: Props) => {
  const [model, setModel] = useState('')
  const [language, setLanguage] = useState('')
  const speech = models.filter(({ kind, fault }) => (kind === 'whisper' || kind === 'parakeet') && fault === null)
  return (
    <Sheet title="Write it down again" onClose={onClose}>
      <p className="t2 below">A new version stands beside the others; none is replaced. It happens on {place}.</p>
      <div className="fields">
        <SelectField
          label="Model"
          value={model}
          onValue={setModel}
          choices={[{ value: '', label: 'The one in use' }, ...speech.map(({ id, demo }) => ({ value: id, label: demo ? `${id} (demo)` : id }))]}
        />
        <SelectField
          label="Language"
          value={language}
          onValue={setLanguage}
          choices={[{ value: '', label: 'As in Settings' }, { value: 'auto', label: 'Find out by listening' }, ...LANGUAGES.map(([code, name]) => ({ value: code, label: name }))]}
        />
      </div>
      <div className="row acts">
        <Button onClick={onClose}>Keep it as it is</Button>
        <Button look="primary" onClick={() => onStart({ ...(model !== '' && { model }), ...(language !== '' && { language }) })}>
          Write it down again
        </Button>
      </div>
    </Sheet>
  )
}
