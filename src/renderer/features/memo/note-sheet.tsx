import { copyText } from '../../copy-text.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'

/** The note as it stands in the vault, where no editor can be opened for it. */
export const NoteSheet = ({ path, text, onClose }: { readonly path: string; readonly text: string; readonly onClose: () => void }) => (
  <Sheet title="The note" onClose={onClose}>
    <p className="t2 below break">
      No Markdown editor opened from here. The note is the file <span className="mono">{path}</span>.
    </p>
    <pre className="note card" tabIndex={0} aria-label="Text of the note">
      {text}
    </pre>
    <div className="row acts">
      <Button onClick={() => void copyText(text)}>Copy the text</Button>
      <Button look="primary" onClick={onClose}>
        Close
      </Button>
    </div>
  </Sheet>
)
