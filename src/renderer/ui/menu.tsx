import { useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { Icon } from './icon.tsx'

export interface MenuItem {
  readonly key: string
  readonly label: ReactNode
  readonly onChoose: () => void
  /** One of several, of which one holds. */
  readonly current?: boolean
  /** On or off by itself. */
  readonly on?: boolean
}

/** What a menu's button needs: spread it on a Button or IconButton. */
export interface MenuTrigger {
  readonly ref: RefObject<HTMLButtonElement | null>
  readonly id: string
  readonly 'aria-haspopup': 'menu'
  readonly popoverTarget: string
  readonly onKeyDown: (event: KeyboardEvent) => void
}

const itemsOf = (menu: HTMLElement | null): HTMLElement[] => [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]

/** A menu under its button: arrows, Home and End move, Return chooses, Esc and a click beside it close. */
export const Menu = ({
  trigger,
  items,
  align = 'start',
}: {
  readonly trigger: (props: MenuTrigger) => ReactNode
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'end'
}) => {
  const menuId = useId()
  const buttonId = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)

  const place = () => {
    if (!menu.current || !button.current) return
    const at = button.current.getBoundingClientRect()
    const { width, height } = menu.current.getBoundingClientRect()
    const left = align === 'end' ? at.right - width : at.left
    menu.current.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
    menu.current.style.top = `${at.bottom + 4 + height > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`
  }

  const enter = () => {
    if (menu.current?.contains(document.activeElement)) return
    place()
    const all = itemsOf(menu.current)
    ;(all.find((item) => item.getAttribute('aria-checked') === 'true') ?? all[0])?.focus()
  }

  const move = (event: KeyboardEvent) => {
    const all = itemsOf(menu.current)
    const now = all.indexOf(document.activeElement as HTMLElement)
    const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === 'Tab') menu.current?.hidePopover()
    if (next === undefined) return
    event.preventDefault()
    all.at(next % all.length)?.focus()
  }

  return (
    <>
      {trigger({
        ref: button,
        id: buttonId,
        'aria-haspopup': 'menu',
        popoverTarget: menuId,
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          // Return opened it a moment ago, and its toggle event is still to come: this key already moves.
          const isOpen = menu.current?.matches(':popover-open') ?? false
          if (!isOpen) menu.current?.showPopover()
          enter()
          if (isOpen) move(event)
        },
      })}
      <div
        ref={menu}
        id={menuId}
        popover="auto"
        role="menu"
        className="menu"
        aria-labelledby={buttonId}
        onKeyDown={move}
        onToggle={(event) => {
          if (event.newState === 'open') enter()
        }}
      >
        {items.map(({ key, label, onChoose, current, on }) => (
          <button
            key={key}
            type="button"
            tabIndex={-1}
            role={current !== undefined ? 'menuitemradio' : on !== undefined ? 'menuitemcheckbox' : 'menuitem'}
            aria-checked={current ?? on}
            onPointerEnter={(event) => event.currentTarget.focus()}
            onClick={() => {
              menu.current?.hidePopover()
              button.current?.focus()
              onChoose()
            }}
          >
            {(current ?? on) !== undefined && <Icon name="check" size={12} className={(current ?? on) ? '' : 'hidden'} />}
            {label}
          </button>
        ))}
      </div>
    </>
  )
}
