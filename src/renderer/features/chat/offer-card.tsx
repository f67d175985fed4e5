import type { AnswerPlace, Offer } from '../../../contract/chat.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import type { Whereabouts } from './composer-slot.ts'
import { numberInWords, offerTitle } from './made-words.ts'

interface Props {
  readonly offer: Offer
  readonly where: Whereabouts
  readonly onPlace: (place: AnswerPlace) => void
  readonly onMakeRoom: (how: 'summarise' | 'leave-out') => void
}

const FROM_ICON = { toMac: 'mac', toNet: 'net', toCloud: 'cloud' } as const
const LOOKS = { mac: 'toMac', network: 'toNet', cloud: 'toCloud' } as const

/** A turn that waits for the person's word: the reason in figures, the local way first, and the ways out behind a question. */
export const OfferCard = ({ offer: { why, words, local, parts, destinations }, where: { place, localOnly }, onPlace, onMakeRoom }: Props) => (
  <div className="offer" role="group" aria-label={offerTitle(why, place)}>
    <b>{offerTitle(why, place)}</b>
    <p className="sm t2 num">{words} Nothing has been sent.</p>
    <div className="row wrap acts">
      {local && (
        <Button look="toMac" icon="mac" onClick={() => onPlace('local')}>
          Answer on {place}
        </Button>
      )}
      {parts !== null && (
        <Button look={local ? 'standard' : 'toMac'} icon="mac" onClick={() => onPlace('parts')}>
          Read in {numberInWords(parts)} parts
        </Button>
      )}
      {why === 'full' && (
        <>
          <Button onClick={() => onMakeRoom('summarise')}>Sum the oldest up</Button>
          <Button onClick={() => onMakeRoom('leave-out')}>Leave the oldest out</Button>
        </>
      )}
      {!localOnly &&
        destinations.map(({ name, zone, model }) => {
          const look = LOOKS[zone]
          return (
            <Button key={`${name} ${model ?? ''}`} look={look} icon={FROM_ICON[look]} onClick={() => onPlace({ destination: name, ...(model !== null && { model }) })}>
              Ask {name}…
            </Button>
          )
        })}
      {why === 'missing' && (
        <a className={buttonClass({})} href="#/models">
          See the models
        </a>
      )}
    </div>
  </div>
)
