import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** Where something is or goes: a colour is never alone, glyph and word carry the zone. */
export const ZoneBadge = ({ zone, children }: { readonly zone: 'mac' | 'net' | 'cloud'; readonly children: ReactNode }) => (
  <span className={`badge ${zone}`}>
    <Icon name={zone} size={13} />
    <b>{children}</b>
  </span>
)

/** A quiet fact in one or two words. */
export const Chip = ({ icon, children }: { readonly icon?: IconName; readonly children: ReactNode }) => (
  <span className="chip">
    {icon && <Icon name={icon} size={13} />}
    {children}
  </span>
)
