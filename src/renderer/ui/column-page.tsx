import type { ReactNode } from 'react'
import { Card, NoticeCard } from './card.tsx'
import { Toolbar, type Place } from './frame.tsx'

/** A screen of one column, such as the settings: what went wrong stands above everything else. */
export const ColumnPage = ({
  title,
  places,
  tools,
  problem,
  children,
}: {
  readonly title: string
  readonly places: readonly Place[]
  readonly tools?: ReactNode
  readonly problem: { readonly message: string; readonly next?: string | undefined } | null
  readonly children: ReactNode
}) => (
  <main className="main">
    <Toolbar title={title} places={places}>
      {tools}
    </Toolbar>
    <div className="scroll">
      <div className="column">
        {problem && (
          <NoticeCard icon="bang" damage title={problem.message}>
            {problem.next}
          </NoticeCard>
        )}
        {children}
      </div>
    </div>
  </main>
)

/** A headed card whose lines are ruled. */
export const Lines = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section>
    <h2 className="head">{title}</h2>
    <Card className="lines">{children}</Card>
  </section>
)
