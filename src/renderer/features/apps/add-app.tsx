import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { CheckBox } from '../../ui/choice.tsx'
import { TextField } from '../../ui/field.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'
import { addCommand } from './app-words.ts'
import { isUnsupported, type AppsApi } from './apps-api.ts'
import { CopyLine } from './copy-line.tsx'

const NAME = '[A-Za-z0-9][A-Za-z0-9 ._\\-]{0,39}'

interface Props {
  readonly createClient: AppsApi['createClient']
  readonly problemOf: ProblemOf
  readonly copy: (text: string) => Promise<boolean>
}

/** Adds an app. Its token goes from the host to the clipboard; this page never has it. */
export const AddApp = ({ createClient, problemOf, copy }: Props) => {
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [forwards, setForwards] = useState(true)
  const [made, setMade] = useState<{ readonly name: string; readonly onClipboard: boolean } | null>(null)
  const { problem, run } = useRun(problemOf)

  const create = async (wanted: string): Promise<boolean> => {
    try {
      await createClient({ name: wanted, forwards })
      return true
    } catch (error) {
      if (isUnsupported(error)) return false
      throw error
    }
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const wanted = name.trim()
    if (wanted === '') return
    setMade(null)
    if (!(await run(create(wanted).then((onClipboard) => setMade({ name: wanted, onClipboard }))))) return
    setOpen(false)
    setName('')
  }

  return (
    <div className="add-app">
      {made && (
        <div role="status">
          {made.onClipboard ? (
            <p>
              The token of <b className="medium">{made.name}</b> is on the clipboard. It is shown nowhere else.
            </p>
          ) : (
            <>
              <p>There is no clipboard to put a token on. This command makes one for {made.name} and prints it once:</p>
              <CopyLine label="In the folder of Freehold" text={addCommand(made.name)} copy={copy} />
            </>
          )}
        </div>
      )}
      {open ? (
        <form onSubmit={(event) => void submit(event)}>
          <TextField
            label="Name of the app"
            placeholder="Zed"
            value={name}
            maxLength={40}
            pattern={NAME}
            title="1 to 40 letters, digits, spaces, dots or dashes"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setName(target.value)}
          />
          <CheckBox checked={forwards} onChange={setForwards}>
            It hands on what it reads to a model in the cloud, or nobody knows
          </CheckBox>
          <div className="row wrap">
            <Button small type="submit" disabled={name.trim() === ''}>
              Make its token
            </Button>
            <Button small look="plain" onClick={() => setOpen(false)}>
              Leave it
            </Button>
          </div>
        </form>
      ) : (
        <Button small onClick={() => setOpen(true)}>
          Add an app…
        </Button>
      )}
      <ProblemLine problem={problem} />
    </div>
  )
}
