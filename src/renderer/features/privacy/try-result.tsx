import type { Origin, ShownDestination, Trial } from '../../../contract/privacy.ts'
import { Chip } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ZONE_GLYPH } from '../../words/zones.ts'
import { Changes } from './changes.tsx'
import { ORIGIN_WORDS } from '../../words/origin-words.ts'
import { decisionWords, foundWords } from './try-words.ts'

const LONG = 1200

/** What was found in a text, where it would go, and how it would read there. */
export const TryResult = ({ trial, origin, destinations, machine }: { readonly trial: Trial; readonly origin: Origin; readonly destinations: readonly ShownDestination[]; readonly machine: string }) => {
  const { decision, labels, details, changes, without, topicsKnown } = trial
  const { words, zone } = decisionWords(decision, destinations.find(({ name }) => name === decision.destination)?.zone ?? null, machine)
  const glyph = ZONE_GLYPH[zone]
  const goes = decision.where === 'network' || decision.where === 'cloud' || decision.where === 'ask'
  const length = changes.reduce((sum, { now }) => sum + now.length, 0)
  return (
    <>
      <p className="row wrap chips">
        <Chip>{ORIGIN_WORDS[origin].one}</Chip>
        {foundWords(details, labels).map((found) => (
          <Chip key={found}>{found}</Chip>
        ))}
      </p>
      <div className="decision">
        <p className="row">
          <Icon name={glyph} className={glyph} />
          <b className="decided">{words}</b>
        </p>
        <p className="sm t2">
          {decision.reasons.map((reason) => reason.words).join(' ')}
          {without && ' Without the part that keeps it here it would go like this:'}
        </p>
        {without ? (
          <p className="would">
            <Changes changes={without.changes} nowOnly />
          </p>
        ) : (
          goes && (
            <p className={`would ${length > LONG ? 'long' : ''}`} tabIndex={length > LONG ? 0 : undefined}>
              <Changes changes={changes} nowOnly />
            </p>
          )
        )}
        {!topicsKnown && <p className="xs t3">What it is about was not looked at: that takes a language model.</p>}
      </div>
    </>
  )
}
