export type IconName =
  | 'mac'
  | 'net'
  | 'cloud'
  | 'lock'
  | 'plus'
  | 'dots'
  | 'down'
  | 'right'
  | 'find'
  | 'play'
  | 'pause'
  | 'wav'
  | 'note'
  | 'chip'
  | 'set'
  | 'check'
  | 'x'
  | 'minus'
  | 'bang'
  | 'clock'
  | 'get'
  | 'fold'
  | 'idown'
  | 'undo'
  | 'gate'
  | 'bolt'
  | 'bubble'
  | 'mail'
  | 'cal'
  | 'heart'
  | 'globe'
  | 'q'
  | 'veil'
  | 'new'
  | 'pin'
  | 'mic'
  | 'up'
  | 'stop'
  | 'copy'
  | 'redo'
  | 'pen'
  | 'pic'
  | 'clip'
  | 'mark'

const ZONES: readonly IconName[] = ['mac', 'net', 'cloud']

/** A drawing for the eye only: the word beside it, or the control's label, carries the meaning. */
export const Icon = ({ name, size, className = '' }: { readonly name: IconName; readonly size?: 12 | 13 | 14; readonly className?: string }) => (
  <svg
    className={`icon ${ZONES.includes(name) ? 'zone' : ''} ${name === 'mark' ? 'mark' : ''} ${size ? `s${size}` : ''} ${className}`}
    aria-hidden="true"
    focusable="false"
  >
    <use href={`#i-${name}`} />
  </svg>
)
