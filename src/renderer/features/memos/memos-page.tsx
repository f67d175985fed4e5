import { useEffect, useMemo, useRef, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { MemoRow } from '../../../contract/memos.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/card.tsx'
import { SearchField } from '../../ui/field.tsx'
import { Toolbar, type Place } from '../../ui/frame.tsx'
import { isMac, shortcut } from '../../words/keys.ts'
import { useToday } from '../../words/use-today.ts'
import { countsInWords } from './counts-words.ts'
import { listItems } from './list-items.ts'
import { MemoList } from './memo-list.tsx'
import type { MemosStore } from './memos-store.ts'
import type { RowAction } from './row-words.ts'

export interface MemosPageProps {
  readonly store: MemosStore
  readonly places: readonly Place[]
  readonly place: string
  readonly notices: ReactNode
  /** The row that is heard now. */
  readonly playing: string | null
  readonly onSearch: (text: string) => void
  readonly onPause: (paused: boolean) => void
  readonly onFiles: (files: readonly File[]) => void
  readonly onRowAction: (row: MemoRow, action: RowAction) => void
  readonly onPlay: (row: MemoRow) => void
  readonly onSamples: () => void
}

/** Breaks the line after a comma only, never between a figure and its word. */
const unbroken = (words: string): string => words.replaceAll(/(?<!,) /g, '\u00a0')

/** All recordings, by day: what is filed, what is in work, and what needs the person. */
export const MemosPage = (props: MemosPageProps) => {
  const { rows, order, counts, state, search } = useStore(props.store)
  const today = useToday()
  const field = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const ids = search.ids ?? order
  const items = useMemo(() => listItems(ids, rows, today), [ids, rows, today])

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'f' || !(isMac ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  return (
    <main className="main">
      <Toolbar title="Memos" places={props.places}>
        <span className="sm t3 num counts">
          {counts && unbroken(countsInWords(counts))}
          {counts?.paused && (counts.total > 0 ? ', paused' : 'Paused')}
        </span>
        {/* Of the counts, ears are told only what asks for something. */}
        <span className="said" role="status">
          {counts && counts.needYou > 0 && `${counts.needYou} ${counts.needYou === 1 ? 'recording needs' : 'recordings need'} you. `}
          {counts?.paused && 'Writing down is paused.'}
        </span>
        <span className="grow" />
        <SearchField label="Search the memos" hint={shortcut('F')} value={search.text} onValue={props.onSearch} inputRef={field} />
        <IconButton
          icon={counts?.paused ? 'play' : 'pause'}
          label={counts?.paused ? 'Go on writing down' : 'Pause writing down'}
          disabled={counts === null}
          onClick={() => props.onPause(!counts?.paused)}
        />
        <IconButton icon="plus" label="Add recordings…" onClick={() => picker.current?.click()} />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Recordings to add"
          onChange={(event) => {
            props.onFiles([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </Toolbar>
      <div className="notices">
        {props.notices}
      </div>
      {items.length > 0 ? (
        <MemoList items={items} total={search.ids?.length ?? order.length} place={props.place} playing={props.playing} onAction={props.onRowAction} onPlay={props.onPlay} />
      ) : (
        state !== 'loading' &&
        (search.ids !== null ? (
          <EmptyState title="Nothing found" action={<Button onClick={() => props.onSearch('')}>Show all memos</Button>}>
            No memo holds “{search.text.trim()}”.
          </EmptyState>
        ) : (
          <EmptyState title="No memos yet" action={<Button onClick={props.onSamples}>Try the sample memos</Button>}>
            Record one and it appears here, or drop a recording anywhere in this window.
          </EmptyState>
        ))
      )}
    </main>
  )
}
