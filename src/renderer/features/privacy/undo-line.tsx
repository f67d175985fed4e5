import { Button } from '../../ui/button.tsx'

/** What was just removed, and the way back. */
export const UndoLine = ({ what, onUndo }: { readonly what: string; readonly onUndo: () => void }) => (
  <div className="row sm undo" role="status">
    <span className="grow t2 break">Removed: {what}</span>
    <Button small look="plain" icon="undo" onClick={onUndo}>
      Undo
    </Button>
  </div>
)
