import { Icon } from './icon.tsx'

/** Laid over the whole window while files hang over it, in the zone where they will be read. */
export const DropTarget = ({ title, detail }: { readonly title: string; readonly detail: string }) => (
  <div className="drop" role="status">
    <div>
      <Icon name="mark" className="mac" />
      <p className="head">{title}</p>
      <p className="t2">{detail}</p>
    </div>
  </div>
)
