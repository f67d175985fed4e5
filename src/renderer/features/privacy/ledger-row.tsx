import type { LedgerRow as Row } from '../../../contract/ledger.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { Icon } from '../../ui/icon.tsx'
import { bytesInWords } from '../../words/bytes.ts'
import { timeOfDay } from '../../words/days.ts'
import { zoneName } from '../../words/zones.ts'
import { LedgerDetail } from './ledger-detail.tsx'
import { glyphOf, outcomeWords, stayedHere, whyWords } from './traffic-words.ts'
import type { ProblemOf } from '../../ui/use-run.ts'

interface Props {
  readonly row: Row
  readonly open: boolean
  readonly machine: string
  readonly payload: PrivacyApi['ledger']['payload']
  readonly problemOf: ProblemOf
  readonly onOpen: (seq: number | null) => void
}

/** One record: time, where, what, size and outcome, with the rule in words below. It opens to its payload. */
export const LedgerRow = ({ row, open, machine, payload, problemOf, onOpen }: Props) => {
  const glyph = glyphOf(row)
  const stayed = stayedHere(row)
  return (
    <div className="record">
      <button type="button" className="led num" aria-expanded={open} onClick={() => onOpen(open ? null : row.seq)}>
        <span className="t3">{timeOfDay(new Date(row.at))}</span>
        <Icon name={glyph} className={glyph} />
        <span className="what">
          <b className="medium">{row.destination}</b>
          <span className="said">, {zoneName(row.zone, machine)},</span> <span className="t2">{row.purpose}</span>
          <span className="t3 because">{whyWords(row)}</span>
        </span>
        <span className={`size ${stayed ? 't3' : ''}`}>{stayed ? <span aria-hidden="true">–</span> : bytesInWords(row.bytesOut)}</span>
        <span className={`outcome ${stayed ? 'mac' : row.outcome === 'sent' ? '' : 't2'}`}>{outcomeWords(row.outcome)}</span>
      </button>
      {open && <LedgerDetail row={row} payload={payload} problemOf={problemOf} />}
    </div>
  )
}
