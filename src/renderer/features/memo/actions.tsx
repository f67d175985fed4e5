import type { MemoAction } from '../../../contract/memos.ts'
import { CheckBox } from '../../ui/choice.tsx'

interface Props {
  readonly actions: readonly MemoAction[]
  readonly onTick: (index: number, done: boolean) => void
}

/** What the person said they would do, to be ticked; the ticks stand in the note. */
export const Actions = ({ actions, onTick }: Props) =>
  actions.length > 0 && (
    <ul className="actions" aria-label="To do">
      {actions.map(({ text, done }, index) => (
        <li key={index}>
          <CheckBox checked={done} onChange={(on) => onTick(index, on)}>
            {text}
          </CheckBox>
        </li>
      ))}
    </ul>
  )
