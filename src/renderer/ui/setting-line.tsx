import { useId, type ReactNode } from 'react'

/** One thing that can be set: what it is, what it means, and beside it the control, which it labels. */
export const SettingLine = ({ title, detail, children }: { readonly title: string; readonly detail?: string; readonly children: (labelId: string) => ReactNode }) => {
  const id = useId()
  return (
    <div className="row wrap setting">
      <div className="grow words">
        <p id={id}>{title}</p>
        {detail && <p className="sm t2">{detail}</p>}
      </div>
      {children(id)}
    </div>
  )
}
