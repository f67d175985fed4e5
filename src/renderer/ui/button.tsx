import type { ButtonHTMLAttributes, ComponentProps } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface Look {
  /** One primary a screen; `toMac`, `toNet` and `toCloud` wear the zone that they keep content in or send it to. */
  readonly look?: 'standard' | 'primary' | 'plain' | 'quiet' | 'toMac' | 'toNet' | 'toCloud'
  readonly small?: boolean
  readonly icon?: IconName
  readonly iconAfter?: IconName
}

const CLASS = { standard: '', primary: 'primary', plain: 'plain', quiet: 'plain quiet', toMac: 'to-mac', toNet: 'to-zone to-net', toCloud: 'to-zone to-cloud' } as const

/** The class list of a button, for links that look like one. */
export const buttonClass = ({ look = 'standard', small = false }: Pick<Look, 'look' | 'small'>): string =>
  `button ${CLASS[look]} ${small ? 'small' : ''}`

/** A button with words: a verb with its object. */
export const Button = ({ look, small, icon, iconAfter, className = '', children, ...rest }: Look & ComponentProps<'button'>) => (
  <button type="button" {...rest} className={`${buttonClass({ ...(look && { look }), ...(small && { small }) })} ${className}`}>
    {icon && <Icon name={icon} size={12} />}
    {children}
    {iconAfter && <Icon name={iconAfter} size={12} />}
  </button>
)

/** A button with a drawing alone; its label is spoken and shown as a tooltip. */
export const IconButton = ({
  icon,
  label,
  className = '',
  ...rest
}: { readonly icon: IconName; readonly label: string } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'>) => (
  <button type="button" title={label} {...rest} aria-label={label} className={`icon-button ${className}`}>
    <Icon name={icon} />
  </button>
)
