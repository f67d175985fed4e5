import type { Zone } from '../../../contract/privacy.ts'
import { Icon } from '../../ui/icon.tsx'
import { ZONE_GLYPH } from '../../words/zones.ts'

interface Props {
  readonly running: boolean
  readonly zone: Zone
  readonly locked: boolean
  /** Where it goes, in words: `this Mac`, `Anthropic`. */
  readonly to: string
  /** Why nothing can be sent; null when it can. */
  readonly whyNot: string | null
  readonly editing: boolean
  readonly onSend: () => void
  readonly onStop: () => void
}

/** Sends to the zone that it wears; while an answer is made, Stop stands in the same spot. */
export const SendButton = ({ running, zone, locked, to, whyNot, editing, onSend, onStop }: Props) => {
  const label = running ? 'Stop the answer' : `${editing ? 'Send it changed' : 'Send'} to ${to}${locked ? ', Local only is on' : ''}`
  return (
    <button
      type="button"
      className={`send ${ZONE_GLYPH[zone]} ${locked && !running ? 'locked' : ''}`}
      aria-label={label}
      title={running ? 'Stop (Esc)' : (whyNot ?? label)}
      aria-disabled={!running && whyNot !== null}
      aria-description={running ? undefined : (whyNot ?? undefined)}
      onClick={running ? onStop : onSend}
    >
      <Icon name={running ? 'stop' : 'up'} />
      {locked && !running && (
        <span className="send-lock">
          <Icon name="lock" size={12} />
        </span>
      )}
    </button>
  )
}
