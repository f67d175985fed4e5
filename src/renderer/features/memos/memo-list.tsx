import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { MemoRow as Row } from '../../../contract/memos.ts'
import type { ListItem } from './list-items.ts'
import { MemoRow, type OnRowAction } from './memo-row.tsx'
import { rowWords } from './row-words.ts'

interface Props {
  readonly items: readonly ListItem[]
  readonly total: number
  readonly place: string
  readonly playing: string | null
  readonly onAction: OnRowAction
  readonly onPlay: (row: Row) => void
}

// Measured heights take over once a row was on screen; these only have to be near.
const estimate = (item: ListItem | undefined, place: string): number => {
  if (!item || item.kind === 'day') return 35
  const { progress, actions } = rowWords(item.row, place)
  return 56 + (progress ? 24 : 0) + (actions.length > 0 ? 31 : 0)
}

/** Thousands of recordings by day. ↑↓ move, Home and End jump, Return opens, Space plays. */
export const MemoList = ({ items, total, place, playing, onAction, onPlay }: Props) => {
  const scroller = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const chosenIndex = useMemo(() => {
    const at = items.findIndex(({ key }) => key === chosen)
    return at >= 0 ? at : items.findIndex(({ kind }) => kind === 'memo')
  }, [items, chosen])
  // The handler changes with every render of the page; rows must not.
  const action = useRef(onAction)
  const play = useRef(onPlay)
  useEffect(() => {
    action.current = onAction
    play.current = onPlay
  }, [onAction, onPlay])

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => estimate(items[index], place),
    overscan: 8,
    // The chosen row stays in the page while it is scrolled away, or the focus would fall out of the list.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return chosenIndex < 0 || shown.includes(chosenIndex) ? shown : [...shown, chosenIndex].toSorted((a, b) => a - b)
    },
  })

  const go = (from: number, step: 1 | -1): void => {
    let index = from
    while (items[index]?.kind === 'day') index += step
    const item = items[index]
    if (item?.kind !== 'memo') return
    setChosen(item.key)
    virtual.scrollToIndex(index, { align: 'auto' })
    // It may be mounted only after the scroll; two frames are enough for that.
    requestAnimationFrame(() => requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(item.key)}"]`)?.focus({ preventScroll: true })))
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.metaKey || event.ctrlKey || event.altKey) return
    const onName = event.target.dataset['row'] !== undefined
    const item = items[chosenIndex]
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(chosenIndex + 1, 1),
      ArrowUp: () => go(chosenIndex - 1, -1),
      Home: () => go(0, 1),
      End: () => go(items.length - 1, -1),
      ...(onName && { ' ': () => item?.kind === 'memo' && onPlay(item.row) }),
    }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    move()
  }

  const select = useCallback((rowId: string) => setChosen(rowId), [])

  return (
    <div ref={scroller} className="scroll memos" onKeyDown={onKeyDown}>
      <div role="list" aria-label="Memos" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index]
          if (!item) return null
          const after = items[index + 1]
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={`place ${item.kind === 'memo' && !item.first && index !== chosenIndex && index - 1 !== chosenIndex ? 'ruled' : ''} ${after ? '' : 'last'}`}
              role="listitem"
              aria-posinset={item.kind === 'memo' ? item.index + 1 : undefined}
              aria-setsize={item.kind === 'memo' ? total : undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {item.kind === 'day' ? (
                <h2 className="day">{item.label}</h2>
              ) : (
                <MemoRow row={item.row} place={place} selected={index === chosenIndex} playing={item.key === playing} onSelect={select} onAction={action} onPlay={play} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
