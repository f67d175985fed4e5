import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { LedgerRow as Row } from '../../../contract/ledger.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { dayName, dayNumber } from '../../words/days.ts'
import { useToday } from '../../words/use-today.ts'
import { LedgerRow } from './ledger-row.tsx'
import type { ProblemOf } from '../../ui/use-run.ts'

interface Props {
  readonly rows: readonly Row[]
  readonly isEnd: boolean
  readonly machine: string
  readonly payload: PrivacyApi['ledger']['payload']
  readonly problemOf: ProblemOf
  readonly onMore: () => void
}

/** How near the end of what is known the next page is asked for. */
const NEAR_END = 20

/** Any number of records, of which only those on screen are in the page. */
export const RecordsList = ({ rows, isEnd, machine, payload, problemOf, onMore }: Props) => {
  const scroller = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<number | null>(null)
  const today = useToday()
  // A record that begins a day says so above itself.
  const days = useMemo(
    () =>
      rows.map((row, at) => {
        const before = rows[at - 1]
        const date = new Date(row.at)
        return before && dayNumber(new Date(before.at)) === dayNumber(date) ? null : dayName(date, today)
      }),
    [rows, today],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.seq ?? index,
    estimateSize: (index) => 52 + (days[index] ? 35 : 0),
    overscan: 8,
  })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (!isEnd && last >= rows.length - NEAR_END) onMore()
  }, [isEnd, last, rows.length, onMore])

  return (
    <div ref={scroller} className="scroll all-records">
      <div role="list" aria-label="Records" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ key, index, start }) => {
          const row = rows[index]
          return (
            row && (
              <div key={key} ref={virtual.measureElement} data-index={index} className="place" role="listitem" aria-posinset={index + 1} aria-setsize={isEnd ? rows.length : -1} style={{ transform: `translateY(${start}px)` }}>
                {days[index] && <h2 className="day">{days[index]}</h2>}
                <LedgerRow row={row} open={open === row.seq} machine={machine} payload={payload} problemOf={problemOf} onOpen={setOpen} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
