import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Menu } from './menu.tsx'

export interface Place {
  readonly href: string
  readonly label: string
  readonly icon: IconName
  readonly current: boolean
  /** How many things there need the person; spoken with `countMeans`. */
  readonly count?: number
  readonly countMeans?: string
  /** As this machine writes it: `⌘1`. */
  readonly shortcut?: string
  /** Set apart from the ones above. */
  readonly apart?: boolean
}

/** The window: places on the left, the screen on the right. */
export const Frame = ({ places, foot, band, banner, children }: {
  readonly places: readonly Place[]
  readonly foot: ReactNode
  /** A state of the whole app, at the same place on every screen. */
  readonly band?: ReactNode
  readonly banner?: ReactNode
  readonly children: ReactNode
}) => (
  <div className="frame">
    <aside className="side" aria-label="Places">
      <div className="brand">
        <Icon name="mark" />
        Freehold
      </div>
      <nav aria-label="Places">
        {places.map((place) => (
          <div key={place.href}>
            {place.apart && <div className="gap" />}
            <a href={place.href} title={place.shortcut} aria-keyshortcuts={place.shortcut?.replace('⌘', 'Meta+').replace('Ctrl ', 'Control+')} aria-current={place.current ? 'page' : undefined}>
              <Icon name={place.icon} />
              {place.label}
              {place.count !== undefined && place.count > 0 && (
                <span className="count num">
                  {place.count}
                  <span className="said"> {place.countMeans}</span>
                </span>
              )}
            </a>
          </div>
        ))}
      </nav>
      <div className="foot">{foot}</div>
    </aside>
    <div className="screen">
      {band}
      {banner && <div className="banner">{banner}</div>}
      {children}
    </div>
  </div>
)

/** The bar at the top of a screen; in a narrow window its title is the menu of places. */
export const Toolbar = ({ title, places, children }: { readonly title: string; readonly places: readonly Place[]; readonly children?: ReactNode }) => (
  <header className="tools">
    <h1 className="head title">{title}</h1>
    <span className="title-menu">
      <Menu
        trigger={(props) => (
          <Button {...props} look="quiet" iconAfter="down">
            <span className="head">{title}</span>
          </Button>
        )}
        items={places.map(({ href, label, current }) => ({ key: href, label, current, onChoose: () => location.assign(href) }))}
      />
    </span>
    {children}
  </header>
)
