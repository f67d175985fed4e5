import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { ChatHit, ChatId, ChatRow } from '../../../contract/chat.ts'
import { Button } from '../../ui/button.tsx'
import { SearchField } from '../../ui/field.tsx'
import type { Place } from '../../ui/frame.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { counted } from '../../words/sizes.ts'
import { useToday } from '../../words/use-today.ts'
import { groupChats } from './group-chats.ts'
import { ChatOption, HitOption } from './options.tsx'
import { useFound, type FindApi } from './use-found.ts'

interface Props {
  /** `jump`: to a chat by its title, or to a place in one; `find`: in what was said. */
  readonly aim: 'jump' | 'find'
  readonly api: FindApi
  readonly chatId: ChatId | null
  /** In a narrow window the title is the way to the other places as well. */
  readonly places: readonly Place[]
  readonly onProblem: (error: unknown) => void
  readonly onClose: () => void
}

/** Near the end of what is shown, the next chats are read. */
const NEAR_END_PX = 200

const addressOf = (target: ChatRow | ChatHit): string => `#/chat/${target.chatId}${'messageId' in target ? `/${target.messageId}` : ''}`

/** All chats, and what was said in them. Typing narrows; ↑↓ move, Return opens. */
export const ChatsSheet = ({ aim, api, chatId, places, onProblem, onClose }: Props) => {
  const [text, setText] = useState('')
  const [where, setWhere] = useState<'all' | 'this'>('all')
  const [active, setActive] = useState(0)
  const today = useToday()
  const listId = useId()
  const box = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  // A sheet puts the focus on its first control; here it is the field that is wanted.
  useEffect(() => input.current?.focus(), [])
  const { rows, hits, loading, settled, more } = useFound(api, text, aim === 'find' && where === 'this' ? chatId : null, onProblem)
  const showsChats = aim === 'jump' || text.trim() === ''
  const groups = useMemo(() => (showsChats ? groupChats(rows, today) : []), [rows, today, showsChats])
  const targets: readonly (ChatRow | ChatHit)[] = [...groups.flatMap((group) => group.rows), ...hits]
  const at = Math.min(active, targets.length - 1)
  const optionId = (index: number): string => `${listId}-${index}`

  // In braces: newer browsers answer with a promise, which is no clean-up.
  useEffect(() => {
    box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [at, targets.length])

  const open = (index: number): void => {
    const target = targets[index]
    if (!target) return
    onClose()
    location.assign(addressOf(target))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // A search field would only empty itself; Esc closes the sheet as it closes every other.
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      onClose()
      return
    }
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Enter: at }[event.key]
    if (next === undefined || event.nativeEvent.isComposing || targets.length === 0) return
    event.preventDefault()
    if (event.key === 'Enter') open(at)
    else setActive((next + targets.length) % targets.length)
  }
  let index = -1

  return (
    <Sheet title={aim === 'find' ? 'Find in the chats' : 'Chats'} className="chats-sheet" onClose={onClose} aside={<Button small onClick={onClose}>Close</Button>}>
      {places.length > 0 && (
        <nav className="chats-places row wrap" aria-label="Places">
          {places.filter(({ current }) => !current).map(({ href, label }) => (
            <a key={href} href={href} onClick={onClose}>
              {label}
            </a>
          ))}
        </nav>
      )}
      <SearchField
        label={aim === 'find' ? 'Words that were said' : 'A title, or words that were said'}
        inputRef={input}
        role="combobox"
        aria-expanded={targets.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={targets.length > 0 ? optionId(at) : undefined}
        value={text}
        onValue={(typed) => {
          setText(typed)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      {aim === 'find' && chatId !== null && (
        <div className="row">
          <Segments label="Where to look" value={where} items={[{ value: 'all', label: 'All chats' }, { value: 'this', label: 'This chat' }]} onValue={setWhere} />
        </div>
      )}
      <div
        ref={box}
        id={listId}
        className="chats-list"
        role="listbox"
        tabIndex={-1}
        aria-label={aim === 'find' ? 'Found in the chats' : 'Chats'}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) more()
        }}
      >
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label}>
            <div className="chats-day" aria-hidden="true">
              {group.label}
            </div>
            {group.rows.map((row) => {
              index += 1
              const mine = index
              return <ChatOption key={row.chatId} id={optionId(mine)} row={row} current={row.chatId === chatId} active={mine === at} onActive={() => setActive(mine)} onOpen={() => open(mine)} />
            })}
          </div>
        ))}
        {hits.length > 0 && (
          <div role="group" aria-label="In what was said">
            <div className="chats-day" aria-hidden="true">
              In what was said
            </div>
            {hits.map((hit) => {
              index += 1
              const mine = index
              return <HitOption key={`${hit.chatId}/${hit.messageId}`} id={optionId(mine)} hit={hit} today={today} active={mine === at} onActive={() => setActive(mine)} onOpen={() => open(mine)} />
            })}
          </div>
        )}
      </div>
      <p className="sm t3" role="status">
        {targets.length === 0 && !loading && settled && (text.trim() === '' ? 'No chats yet.' : `Nothing holds “${text.trim()}”.`)}
        {targets.length > 0 && text.trim() !== '' && `${counted(targets.length, 'place')} found`}
      </p>
    </Sheet>
  )
}
