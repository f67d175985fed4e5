import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** A raised surface; cards never sit in cards. */
export const Card = ({ className = '', children }: { readonly className?: string; readonly children: ReactNode }) => (
  <div className={`card ${className}`}>{children}</div>
)

/** Something happened: what, what it means for the person's things, and the next step. Red is for damage only. */
export const NoticeCard = ({
  icon,
  damage = false,
  title,
  children,
  actions,
}: {
  readonly icon: IconName
  readonly damage?: boolean
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}) => (
  <div className="card notice" role={damage ? 'alert' : 'status'}>
    <Icon name={icon} className={damage ? 'danger' : 't2'} />
    <div className="grow break">
      <b>{title}</b>
      {children && <div className="sm t2">{children}</div>}
      {actions && <div className="row wrap acts">{actions}</div>}
    </div>
  </div>
)

/** Nothing here yet: one short title, one sentence, one thing to do. */
export const EmptyState = ({ title, children, action }: { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }) => (
  <div className="empty">
    <Icon name="mark" />
    <h2 className="head">{title}</h2>
    <p>{children}</p>
    {action}
  </div>
)
