import type { ReactNode } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'

/** A list in a card with a way to add to it, in place and not in a window of its own. */
export const Listed = ({ title, add, adding, onAdding, form, empty, children }: {
  readonly title: string
  /** What the plus does. */
  readonly add: string
  readonly adding: boolean
  readonly onAdding: (adding: boolean) => void
  readonly form: ReactNode
  /** Stands where there is nothing yet. */
  readonly empty: ReactNode
  readonly children: readonly ReactNode[]
}) => (
  <section>
    <div className="row section-head">
      <h2 className="head grow">{title}</h2>
      <IconButton icon="plus" label={add} className="tight-head" aria-expanded={adding} onClick={() => onAdding(!adding)} />
    </div>
    <Card className="listed">
      {adding && <div className="adding">{form}</div>}
      {children}
      {children.length === 0 && !adding && <p className="sm t2">{empty}</p>}
    </Card>
  </section>
)
