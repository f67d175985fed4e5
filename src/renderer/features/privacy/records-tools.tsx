import { useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { LedgerFilter, Outcome } from '../../../contract/ledger.ts'
import type { Zone } from '../../../contract/privacy.ts'
import { SearchField, SelectField } from '../../ui/field.tsx'
import type { Records } from './records-store.ts'

type Period = 'all' | 'today' | 'week' | 'month'

const OUTCOMES: Readonly<Record<string, readonly Outcome[]>> = { all: [], sent: ['open', 'sent'], ended: ['failed', 'aborted'], kept: ['kept'], blocked: ['blocked'] }
const OUTCOME_CHOICES = [
  { value: 'all', label: 'Every outcome' },
  { value: 'sent', label: 'Sent' },
  { value: 'ended', label: 'Failed or stopped' },
  { value: 'kept', label: 'Kept here' },
  { value: 'blocked', label: 'Blocked' },
]
const ZONE_CHOICES = [
  { value: '', label: 'Every zone' },
  { value: 'cloud', label: 'Cloud' },
  { value: 'network', label: 'My network' },
]
const PERIODS: readonly { readonly value: Period; readonly label: string; readonly days: number | null }[] = [
  { value: 'all', label: 'All the time', days: null },
  { value: 'today', label: 'Today', days: 0 },
  { value: 'week', label: 'The last 7 days', days: 6 },
  { value: 'month', label: 'The last 30 days', days: 29 },
]

const fromOf = (period: Period, now: Date): string | undefined => {
  const days = PERIODS.find(({ value }) => value === period)?.days ?? null
  return days === null ? undefined : new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString()
}

/** Narrows the list: by words, outcome, zone and time. */
export const RecordsTools = ({ records }: { readonly records: Records }) => {
  const { text = '' } = useStore(records.store, ({ filter }) => filter)
  const [outcome, setOutcome] = useState('all')
  const [zone, setZone] = useState('')
  const [period, setPeriod] = useState<Period>('all')
  const typed = useRef('')

  const apply = (next: { readonly outcome?: string; readonly zone?: string; readonly period?: Period; readonly text?: string }): void => {
    const chosen = { outcome, zone, period, text: typed.current, ...next }
    typed.current = chosen.text
    const outcomes = OUTCOMES[chosen.outcome] ?? []
    const from = fromOf(chosen.period, new Date())
    const filter: LedgerFilter = {
      ...(outcomes.length > 0 && { outcome: [...outcomes] }),
      ...(chosen.zone !== '' && { zone: chosen.zone as Zone }),
      ...(from !== undefined && { from }),
      ...(chosen.text !== '' && { text: chosen.text.slice(0, 200) }),
    }
    records.filter(filter)
  }

  return (
    <div className="row wrap records-tools">
      <SearchField label="Search the records" value={text} onValue={(next) => apply({ text: next })} />
      <span id="by-outcome" className="said">
        Outcome
      </span>
      <SelectField labelledBy="by-outcome" value={outcome} choices={OUTCOME_CHOICES} onValue={(next) => (setOutcome(next), apply({ outcome: next }))} />
      <span id="by-zone" className="said">
        Zone
      </span>
      <SelectField labelledBy="by-zone" value={zone} choices={ZONE_CHOICES} onValue={(next) => (setZone(next), apply({ zone: next }))} />
      <span id="by-time" className="said">
        Time
      </span>
      <SelectField labelledBy="by-time" value={period} choices={PERIODS} onValue={(next) => (setPeriod(next as Period), apply({ period: next as Period }))} />
    </div>
  )
}
