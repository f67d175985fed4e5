import { IconButton } from '../../ui/button.tsx'
import { Bar } from '../../ui/progress.tsx'
import type { AddedFile } from './adding.ts'
import { ModelLine } from './model-line.tsx'

/** A file of this machine on its way to the other models, or why it was not taken. */
export const AddingRow = ({ file: { name, fraction, problem }, onDrop }: { readonly file: AddedFile; readonly onDrop: () => void }) => (
  <ModelLine
    name={name}
    kind={null}
    about={problem === null ? <p className="sm t2">It is copied; the file itself stays where it is.</p> : <p className="sm danger" role="alert">{problem.message} {problem.next}</p>}
    middle={
      problem === null ? (
        <>
          <p role="status">Being copied{fraction !== null && `, ${Math.floor(fraction * 100)}%`}</p>
          {fraction !== null && <Bar fraction={fraction} label={`${name}, how much is copied`} />}
        </>
      ) : (
        <p className="danger">Not taken in</p>
      )
    }
    acts={<IconButton icon="x" label={problem === null ? `Stop copying ${name}` : `Put ${name} away`} onClick={onDrop} />}
  />
)
