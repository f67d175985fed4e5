import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'

/** A search field with a spoken label, a key hint and a way to empty it. */
export const SearchField = ({
  label,
  hint,
  value,
  onValue,
  inputRef,
  ...rest
}: {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly inputRef?: Ref<HTMLInputElement>
} & Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>) => (
  <span className="field search" role="search">
    <Icon name="find" size={14} />
    <input placeholder="Search" {...rest} ref={inputRef} type="search" aria-label={label} value={value} onChange={(event) => onValue(event.target.value)} />
    {value !== '' ? (
      <IconButton icon="x" label="Empty the search" className="tight" onClick={() => onValue('')} />
    ) : (
      hint && (
        <span className="xs" aria-hidden="true">
          {hint}
        </span>
      )
    )}
  </span>
)

/** One line of text with its label above it. */
export const TextField = ({ label, ...rest }: { readonly label: string } & InputHTMLAttributes<HTMLInputElement>) => {
  const id = useId()
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <span className="field">
        <input {...rest} id={id} type="text" />
      </span>
    </div>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
}

/** One of several values, with the system's own list; labelled by `labelledBy` or by its own label above it. */
export const SelectField = ({
  label,
  labelledBy,
  value,
  choices,
  onValue,
}: {
  readonly label?: ReactNode
  readonly labelledBy?: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onValue: (value: string) => void
}) => {
  const id = useId()
  return (
    <div className="labelled">
      {label && <label htmlFor={id}>{label}</label>}
      <span className="field">
        <select id={id} aria-labelledby={labelledBy} value={value} onChange={(event) => onValue(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <Icon name="down" size={12} />
      </span>
    </div>
  )
}
