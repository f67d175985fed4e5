import type { ChatMode } from '../../../contract/chat.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ZONE_GLYPH } from '../../words/zones.ts'
import { meterFraction, meterWords, needsRoom, type Meter } from './meter-words.ts'
import type { ModeChoice } from './mode-words.ts'

interface Props {
  readonly choice: ModeChoice
  readonly choices: readonly ModeChoice[]
  readonly localOnly: boolean
  readonly meter: Meter | null
  readonly onMode: (mode: ChatMode) => void
  readonly onMakeRoom: (how: 'summarise' | 'leave-out') => void
}

/** Below the field: where answers are made on the left, how full the chat is on the right. */
export const StatusLine = ({ choice, choices, localOnly, meter, onMode, onMakeRoom }: Props) => (
  <div className="status-line">
    {localOnly ? (
      <span className="badge mac">
        <Icon name="lock" size={12} />
        <b>Local only</b>
      </span>
    ) : (
      <Menu
        trigger={(props) => (
          <button type="button" {...props} className="mode" aria-label={`Where answers are made: ${choice.label}`}>
            <Icon name={ZONE_GLYPH[choice.zone]} size={12} className={ZONE_GLYPH[choice.zone]} />
            <span className="clip">{choice.label}</span>
            <Icon name="down" size={12} />
          </button>
        )}
        items={choices.map((each) => ({
          key: each.key,
          current: each.key === choice.key,
          onChoose: () => onMode(each.mode),
          label: (
            <span className="mode-item">
              <Icon name={ZONE_GLYPH[each.zone]} size={12} className={ZONE_GLYPH[each.zone]} />
              <span>
                {each.label}
                <span className="sm t3 mode-detail">{each.detail}</span>
              </span>
            </span>
          ),
        }))}
      />
    )}
    {meter && <MeterPart meter={meter} onMakeRoom={onMakeRoom} />}
  </div>
)

const MeterPart = ({ meter, onMakeRoom }: { readonly meter: Meter; readonly onMakeRoom: Props['onMakeRoom'] }) => (
  <span className="meter num">
    <span
      className="bar"
      role="meter"
      aria-label="How full this chat is"
      aria-valuemin={0}
      aria-valuemax={meter.heldTokens}
      aria-valuenow={Math.min(meter.usedTokens, meter.heldTokens)}
      aria-valuetext={`${meterWords(meter)} tokens`}
    >
      <i style={{ width: `${meterFraction(meter) * 100}%` }} />
    </span>
    <span aria-hidden="true" title="Tokens that the model holds at once">
      {meterWords(meter)}
    </span>
    {needsRoom(meter) && (
      <>
        <span aria-hidden="true">·</span>
        <Menu
          align="end"
          trigger={(props) => (
            <Button {...props} look="plain" small className="make-room">
              make room
            </Button>
          )}
          items={[
            { key: 'summarise', label: <Way words="Sum up the oldest turns" detail="It is done here, and the file keeps them" />, onChoose: () => onMakeRoom('summarise') },
            { key: 'leave-out', label: <Way words="Leave the oldest out" detail="The model no longer sees them; the file keeps them" />, onChoose: () => onMakeRoom('leave-out') },
          ]}
        />
      </>
    )}
  </span>
)

const Way = ({ words, detail }: { readonly words: string; readonly detail: string }) => (
  <span className="room-item">
    {words}
    <span className="sm t3 mode-detail">{detail}</span>
  </span>
)
