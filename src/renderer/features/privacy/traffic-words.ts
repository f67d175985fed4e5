import type { LedgerRow, Outcome } from '../../../contract/ledger.ts'
import { bytesInWords } from '../../words/bytes.ts'
import { counted } from '../../words/sizes.ts'
import { ZONE_GLYPH } from '../../words/zones.ts'
import type { DayTotal } from './traffic-store.ts'

/** A stretch of a sentence, in its zone's colour where it names what went there. */
export interface Stretch {
  readonly words: string
  readonly zone?: 'net' | 'cloud'
}

/** What left today, in one sentence or two: `150 kB went to the cloud, 12 kB to your network. 2 requests were kept here.` */
export const todayInWords = (today: DayTotal | undefined, place: string): readonly Stretch[] => {
  const { cloudBytes = 0, networkBytes = 0, sent = 0, kept = 0, blocked = 0 } = today ?? {}
  const stayed = kept + blocked
  const left: readonly Stretch[] =
    cloudBytes > 0 && networkBytes > 0
      ? [{ words: bytesInWords(cloudBytes), zone: 'cloud' }, { words: ' went to the cloud,\n' }, { words: bytesInWords(networkBytes), zone: 'net' }, { words: ' to your network.' }]
      : cloudBytes > 0
        ? [{ words: bytesInWords(cloudBytes), zone: 'cloud' }, { words: ' went to the cloud.' }]
        : networkBytes > 0
          ? [{ words: bytesInWords(networkBytes), zone: 'net' }, { words: ' went to your network.' }]
          : sent > 0
            ? [{ words: `${counted(sent, 'request')} without content went out.` }]
            : [{ words: `Nothing left ${place} today.` }]
  return stayed === 0 ? left : [...left, { words: ` ${counted(stayed, 'request')} ${stayed === 1 ? 'was' : 'were'} kept here.` }]
}

const OUTCOMES: Readonly<Record<Outcome, string>> = { open: 'Under way', sent: 'Sent', failed: 'Failed', aborted: 'Stopped', kept: 'Kept here', blocked: 'Blocked' }

/** An outcome in a word. */
export const outcomeWords = (outcome: Outcome): string => OUTCOMES[outcome]

/** Whether nothing of it left: such a row wears this Mac, for that is where it stayed. */
export const stayedHere = ({ outcome }: Pick<LedgerRow, 'outcome'>): boolean => outcome === 'kept' || outcome === 'blocked'

/** The glyph and colour of a row. */
export const glyphOf = (row: LedgerRow) => (stayedHere(row) ? 'mac' : ZONE_GLYPH[row.zone])

/** The rule in words, and what was hidden. */
export const whyWords = ({ why, hiddenCount }: LedgerRow): string => (hiddenCount === 0 ? why : `${why.replace(/\.$/, '')}. ${counted(hiddenCount, 'detail')} hidden`)
