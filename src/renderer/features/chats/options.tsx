import type { ChatHit, ChatRow } from '../../../contract/chat.ts'
import { Icon } from '../../ui/icon.tsx'
import { dayName, timeOfDay } from '../../words/days.ts'
import { plainLine } from './plain-words.ts'

interface Option {
  readonly id: string
  readonly active: boolean
  readonly onActive: () => void
  readonly onOpen: () => void
}

const option = ({ id, active, onActive, onOpen }: Option) => ({ id, role: 'option', 'aria-selected': active, className: 'option chat-option', onPointerMove: onActive, onClick: onOpen })

/** A chat in the list: its title, the newest words, and what is particular about it. */
export const ChatOption = ({ row, current, ...rest }: Option & { readonly row: ChatRow; readonly current: boolean }) => (
  <div {...option(rest)} aria-current={current || undefined}>
    <span className="grow">
      <span className="row">
        <span className="grow clip medium">{row.title}</span>
        {row.pinned && <Icon name="pin" size={12} />}
        <span className="xs t3 num">{row.running ? 'writing' : timeOfDay(new Date(row.at))}</span>
      </span>
      <span className="sm t3 clip chat-option-line">{row.unreadable === null ? plainLine(row.line) : 'Its file was edited into something else. It is kept as it is.'}</span>
      {row.privateBecause !== null && (
        <span className="sm t3 row chat-option-why">
          <Icon name="lock" size={12} />
          {row.privateBecause}
        </span>
      )}
    </span>
  </div>
)

const WHO = { you: 'You', answer: 'Answer', mark: 'Summary' } as const

/** A place in a chat, with the words found in their context. */
export const HitOption = ({ hit, today, ...rest }: Option & { readonly hit: ChatHit; readonly today: Date }) => (
  <div {...option(rest)}>
    <span className="grow">
      <span className="row">
        <span className="grow clip medium">{hit.title}</span>
        <span className="xs t3 num">
          {dayName(new Date(hit.at), today)}, {timeOfDay(new Date(hit.at))}
        </span>
      </span>
      <span className="sm t2 break">
        {WHO[hit.role]}: {plainLine(hit.before)}
        <mark>{hit.hit}</mark>
        {plainLine(hit.after)}
      </span>
    </span>
  </div>
)
