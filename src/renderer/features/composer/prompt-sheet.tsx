import { useState } from 'react'
import type { Prompt } from '../../../contract/attachments.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { fillPrompt } from './fill-prompt.ts'

/** Asks for each `{{name}}` of a prompt before it is put into the field. */
export const PromptSheet = ({ prompt, onText, onClose }: { readonly prompt: Prompt; readonly onText: (text: string) => void; readonly onClose: () => void }) => {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  return (
    <Sheet title={prompt.name} onClose={onClose}>
      <form
        className="prompt-form"
        onSubmit={(event) => {
          event.preventDefault()
          onText(fillPrompt(prompt.text, values))
        }}
      >
        {prompt.variables.map((name, index) => (
          <TextField key={name} label={name} autoFocus={index === 0} value={values[name] ?? ''} onChange={({ target }) => setValues({ ...values, [name]: target.value })} />
        ))}
        <div className="row wrap acts">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Put it into the field
          </Button>
        </div>
      </form>
    </Sheet>
  )
}

/** All prompts, for those who look for them in the menu. */
export const PromptsSheet = ({ prompts, folder, onChoose, onClose }: { readonly prompts: readonly Prompt[]; readonly folder: string; readonly onChoose: (prompt: Prompt) => void; readonly onClose: () => void }) => (
  <Sheet title="Prompts" onClose={onClose}>
    {prompts.length === 0 ? (
      <p className="t2">There are none yet. A Markdown file in {folder} becomes one.</p>
    ) : (
      <ul className="prompts">
        {prompts.map((prompt) => (
          <li key={prompt.path}>
            <button type="button" className="prompt-row" disabled={prompt.problem !== null} onClick={() => onChoose(prompt)}>
              <span className="medium">{prompt.name}</span>
              <span className="sm t2 clip">{prompt.problem ?? prompt.text.trim().slice(0, 120)}</span>
            </button>
          </li>
        ))}
      </ul>
    )}
    <div className="row wrap acts">
      <span className="grow sm t3 break">They are Markdown files in {folder}.</span>
      <Button onClick={onClose} autoFocus>
        Close
      </Button>
    </div>
  </Sheet>
)
