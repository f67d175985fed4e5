import { useId, type ReactNode } from 'react'

/** One of two or three, side by side; arrows choose. */
export const Segments = <Value extends string>({
  label,
  value,
  items,
  onValue,
}: {
  readonly label: string
  readonly value: Value
  readonly items: readonly { readonly value: Value; readonly label: ReactNode }[]
  readonly onValue: (value: Value) => void
}) => {
  const name = useId()
  return (
    <span className="segments" role="radiogroup" aria-label={label}>
      {items.map((item) => (
        <label key={item.value}>
          <input type="radio" name={name} value={item.value} checked={item.value === value} onChange={() => onValue(item.value)} />
          <span>{item.label}</span>
        </label>
      ))}
    </span>
  )
}
