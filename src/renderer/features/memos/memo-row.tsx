import { memo, type RefObject } from 'react'
import type { MemoRow as Row } from '../../../contract/memos.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Bar, Ring } from '../../ui/progress.tsx'
import { timeOfDay } from '../../words/days.ts'
import { durationInWords } from '../../words/durations.ts'
import { recordedDate } from './list-items.ts'
import { rowWords, type RowAction } from './row-words.ts'

export type OnRowAction = (row: Row, action: RowAction) => void

interface Props {
  readonly row: Row
  readonly place: string
  readonly selected: boolean
  readonly playing: boolean
  readonly onSelect: (rowId: string) => void
  readonly onAction: RefObject<OnRowAction>
  readonly onPlay: RefObject<(row: Row) => void>
}

/** One recording in the list. The whole list is one tab stop; the chosen row's buttons follow it. */
export const MemoRow = memo(({ row, place, selected, playing, onSelect, onAction, onPlay }: Props) => {
  const words = rowWords(row, place)
  const stop = selected ? 0 : -1
  return (
    <div
      className={`memo ${selected ? 'selected' : ''}`}
      onMouseDown={() => onSelect(row.rowId)}
      onClick={(event) => {
        const onControl = event.target instanceof Element && event.target.closest('button, a')
        if (!onControl && row.memoId !== null) onAction.current(row, 'open')
      }}
    >
      {row.memoId === null || words.tile === 'ring' ? (
        <span className={`tile ${words.tile === 'ring' ? '' : words.tile.tone}`}>
          {words.tile === 'ring' ? <Ring fraction={words.progress?.fraction ?? 0} /> : <Icon name={words.tile.icon} />}
        </span>
      ) : (
        // Space on the row does the same, so that it is no tab stop of its own.
        <button type="button" tabIndex={-1} className={`tile ${words.tile.tone}`} aria-label={`${playing ? 'Pause' : 'Play'} ${row.title}`} aria-pressed={playing} onClick={() => onPlay.current(row)}>
          <Icon name={playing ? 'pause' : words.tile.icon} className="still" />
          <Icon name={playing ? 'pause' : 'play'} className="offer" />
        </button>
      )}
      <div className="text">
        <h3 className="break title">
          {row.memoId === null ? (
            <span className="name" data-row={row.rowId} tabIndex={stop} onFocus={() => onSelect(row.rowId)}>
              {row.title}
            </span>
          ) : (
            <a className="name" data-row={row.rowId} tabIndex={stop} href={`#/memos/${row.memoId}`} onFocus={() => onSelect(row.rowId)}>
              {row.title}
            </a>
          )}
        </h3>
        {words.line !== '' && <p className={`line ${words.clip ? 'clip' : 'break'}`}>{words.line}</p>}
        {words.progress && (
          <div className="live num">
            <Bar fraction={words.progress.fraction} label={`Progress of ${row.title}`} />
            {words.progress.words}
          </div>
        )}
        {words.actions.length > 0 && (
          <div className="row wrap acts">
            {words.actions.map(({ action, label }, index) => (
              <Button key={action} small tabIndex={stop} look={index === 0 ? 'standard' : 'plain'} onClick={() => onAction.current(row, action)}>
                {label}
              </Button>
            ))}
          </div>
        )}
      </div>
      <div className="when num">
        <time dateTime={row.recordedAt}>{timeOfDay(recordedDate(row))}</time>
        <span>{row.durationSeconds === null ? '' : durationInWords(row.durationSeconds)}</span>
      </div>
    </div>
  )
})
