import { Fragment, useRef, useState, type KeyboardEvent } from 'react'
import type { PolicyTable as Table, Verdict, Zone } from '../../../contract/privacy.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Icon } from '../../ui/icon.tsx'
import { zoneName, ZONE_GLYPH } from '../../words/zones.ts'
import { PolicyCell } from './policy-cell.tsx'
import { isLooser, looserButton, looserSentence, policyRows, VERDICT_WORDS, type PolicyRow } from './policy-words.ts'

const ZONES = ['mac', 'network', 'cloud'] as const
const MOVES: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

interface Props {
  readonly table: Table
  readonly machine: string
  readonly place: string
  readonly onSet: (row: PolicyRow, zone: Zone, verdict: Verdict) => void
}

/** What may leave, by origin and zone. Arrows move, Space opens, N A R L choose. A stricter choice is taken at once, a looser one after a sentence. */
export const PolicyTable = ({ table, machine, place, onSet }: Props) => {
  const grid = useRef<HTMLTableElement>(null)
  const [at, setAt] = useState({ row: 0, column: 0 })
  const [looser, setLooser] = useState<{ readonly row: PolicyRow; readonly zone: Zone; readonly verdict: Verdict } | null>(null)
  const rows = policyRows(table)

  const cellAt = (row: number, column: number) => grid.current?.querySelector<HTMLButtonElement>(`[data-cell="${row}-${column}"]`)
  const focusCell = (): void => cellAt(at.row, at.column)?.focus()

  const choose = (row: PolicyRow, zone: Zone, verdict: Verdict): void => {
    setLooser(null)
    if (verdict === row.cells[zone]) return
    if (isLooser(verdict, row.cells[zone])) setLooser({ row, zone, verdict })
    else onSet(row, zone, verdict)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey || !(event.target instanceof HTMLElement)) return
    const cell = event.target.closest<HTMLElement>('[role=gridcell]')
    if (!cell || cell.querySelector('[data-cell]') === null) return
    const picked = VERDICT_WORDS.find(({ key }) => key === event.key.toLowerCase())
    const row = rows[at.row]
    const zone = ZONES[at.column]
    if (picked && row && zone) {
      event.preventDefault()
      cell.querySelector<HTMLElement>('[popover]')?.hidePopover()
      focusCell()
      choose(row, zone, picked.verdict)
      return
    }
    const move = MOVES[event.key]
    if (!move || event.target.dataset['cell'] === undefined) return
    event.preventDefault()
    cellAt(at.row + move[0], at.column + move[1])?.focus()
  }

  return (
    <table ref={grid} className="policy" role="grid" aria-label="What may leave" onKeyDown={onKeyDown}>
      <thead>
        <tr role="row">
          <th role="columnheader" scope="col">
            <span className="said">What</span>
          </th>
          {ZONES.map((zone) => (
            <th key={zone} role="columnheader" scope="col" className={ZONE_GLYPH[zone]}>
              <span className="row">
                <Icon name={ZONE_GLYPH[zone]} size={12} />
                {zoneName(zone, machine)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, rowAt) => (
          <Fragment key={row.key}>
            <tr role="row">
              <th role="rowheader" scope="row">
                <span className="row">
                  <Icon name={row.icon} />
                  {row.label}
                </span>
              </th>
              {ZONES.map((zone, column) => (
                <td key={zone} role="gridcell">
                  <PolicyCell
                    zone={zone}
                    verdict={row.cells[zone]}
                    label={`${row.label}, ${zoneName(zone, machine)}`}
                    at={`${rowAt}-${column}`}
                    tabIndex={rowAt === at.row && column === at.column ? 0 : -1}
                    onFocus={() => setAt({ row: rowAt, column })}
                    onChoose={(verdict) => choose(row, zone, verdict)}
                  />
                </td>
              ))}
            </tr>
            {looser?.row.key === row.key && (
              <tr role="row" className="looser">
                <td role="gridcell" colSpan={4}>
                  <Confirm
                    key={`${looser.zone} ${looser.verdict}`}
                    keep="Leave it as it is"
                    onKeep={() => {
                      setLooser(null)
                      focusCell()
                    }}
                    go={
                      <Button
                        small
                        look={({ mac: 'standard', network: 'toNet', cloud: 'toCloud' } as const)[looser.zone]}
                        icon={ZONE_GLYPH[looser.zone]}
                        onClick={() => {
                          setLooser(null)
                          focusCell()
                          onSet(row, looser.zone, looser.verdict)
                        }}
                      >
                        {looserButton(looser.verdict)}
                      </Button>
                    }
                  >
                    {looserSentence(row.label, looser.zone, looser.verdict, place)}
                  </Confirm>
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}
