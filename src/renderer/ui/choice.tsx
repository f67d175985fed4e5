import { useId, type ReactNode } from 'react'
import { Icon } from './icon.tsx'

/** On or off, at once. `labelledBy` names the words beside it. */
export const Switch = ({ on, labelledBy, disabled = false, onChange }: { readonly on: boolean; readonly labelledBy: string; readonly disabled?: boolean; readonly onChange: (on: boolean) => void }) => (
  <button type="button" role="switch" className="switch" aria-checked={on} aria-labelledby={labelledBy} disabled={disabled} onClick={() => onChange(!on)} />
)

export interface RadioItem {
  readonly value: string
  readonly label: ReactNode
  readonly detail?: ReactNode
}

/** One of a few, all of them visible; arrows choose. */
export const RadioList = ({
  label,
  value,
  items,
  onValue,
}: {
  readonly label: string
  readonly value: string | null
  readonly items: readonly RadioItem[]
  readonly onValue: (value: string) => void
}) => {
  const name = useId()
  return (
    <fieldset aria-label={label}>
      {items.map((item) => (
        <label key={item.value} className="radio">
          <input type="radio" name={name} value={item.value} checked={item.value === value} onChange={() => onValue(item.value)} />
          <span className="grow">
            <span className={item.value === value ? 'medium' : ''}>{item.label}</span>
            {item.detail && <span className="sm t3 num detail">{item.detail}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** A box to tick, with its words. */
export const CheckBox = ({ checked, onChange, children }: { readonly checked: boolean; readonly onChange: (checked: boolean) => void; readonly children: ReactNode }) => (
  <label className="check">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <Icon name="check" size={12} />
    <span className="break">{children}</span>
  </label>
)
