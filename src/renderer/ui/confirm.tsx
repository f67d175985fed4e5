import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Button } from './button.tsx'

/** Asks in place before something takes effect. The focus is on the way that changes nothing; Esc takes it too. */
export const Confirm = ({
  children,
  keep,
  onKeep,
  go,
}: {
  /** One sentence that says what changes. */
  readonly children: ReactNode
  readonly keep: string
  readonly onKeep: () => void
  readonly go: ReactNode
}) => {
  const sentence = useId()
  const keepButton = useRef<HTMLButtonElement>(null)
  useEffect(() => keepButton.current?.focus(), [])
  return (
    <div
      className="confirm"
      role="group"
      aria-labelledby={sentence}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') onKeep()
      }}
    >
      <p id={sentence} className="sm">
        {children}
      </p>
      <div className="row wrap">
        {go}
        <Button ref={keepButton} small onClick={onKeep}>
          {keep}
        </Button>
      </div>
    </div>
  )
}
