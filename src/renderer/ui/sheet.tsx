import { useEffect, useId, useRef, type KeyboardEventHandler, type ReactNode } from 'react'

/** A question or a text over the page; it holds the focus, closes on Esc and gives the focus back. */
export const Sheet = ({
  title,
  aside,
  className = '',
  onClose,
  onKeyDown,
  children,
}: {
  readonly title: string
  /** Stands beside the title. */
  readonly aside?: ReactNode
  readonly className?: string
  readonly onClose: () => void
  readonly onKeyDown?: KeyboardEventHandler
  readonly children: ReactNode
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useEffect(() => {
    const { current } = dialog
    const before = document.activeElement
    current?.showModal()
    return () => {
      current?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={dialog}
      className={`sheet ${className}`}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="row sheet-head">
        <h2 id={titleId} className="sheet-title grow">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </dialog>
  )
}
