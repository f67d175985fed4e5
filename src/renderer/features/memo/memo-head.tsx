import type { MemoDetail } from '../../../contract/memos.ts'
import { ZoneBadge } from '../../ui/badge.tsx'
import { longDate, timeOfDay } from '../../words/days.ts'
import { exactDuration } from '../../words/durations.ts'

/** Title and facts: when, how long, on what, and where it stays. */
export const MemoHead = ({ detail, place }: { readonly detail: MemoDetail; readonly place: string }) => {
  const { row, device } = detail
  const at = new Date(row.recordedAt)
  const facts = [`${longDate(at)}, ${timeOfDay(at)}`, row.durationSeconds === null ? null : exactDuration(row.durationSeconds), device]
  return (
    <>
      <h1 className="display">{row.title}</h1>
      <p className="t3 num row wrap facts">
        <span>
          {facts.filter(Boolean).map((fact, index) => (
            <span key={index}>
              {index > 0 && ' · '}
              <span className="fact">{fact}</span>
            </span>
          ))}
        </span>
        <ZoneBadge zone="mac">Stays on {place}</ZoneBadge>
      </p>
    </>
  )
}
