import { useStore } from 'zustand'
import type { Attachment } from '../../../contract/attachments.ts'
import type { AnswerPlace, ShownMessage } from '../../../contract/chat.ts'
import { copyText } from '../../copy-text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { MadeLine } from './made-line.tsx'
import { Markdown } from './markdown/markdown.tsx'
import type { MessageProps } from './message-props.ts'
import { OfferCard } from './offer-card.tsx'
import { Thinking } from './thinking.tsx'
import { Trouble } from './trouble.tsx'
import { Versions } from './versions.tsx'

const CONTINUABLE: readonly ShownMessage['state'][] = ['stopped', 'length', 'unfinished']

const MemoChip = ({ attachment: { title, memoId } }: { readonly attachment: Attachment }) => (
  <a className="chip" href={`#/memos/${memoId}`}>
    <Icon name="wav" size={13} />
    <b>{title}</b>
    <Icon name="play" size={12} />
  </a>
)

/** What a model said: the words, then where they were made; or why there are none, and what can be done. */
export const Answer = (props: MessageProps) => {
  const { message, chat, api, where, problemOf } = props
  const { messageId, text, thinking, state, problem, offer, askId, attachments, version } = message
  const head = useStore(chat.store, (view) => view.head)
  const tool = useStore(chat.store, (view) => (view.tool?.messageId === messageId ? view.tool.name : null))
  const growing = state === 'writing' || state === 'waiting'
  const again = (place?: AnswerPlace): void => chat.regenerate(messageId, place)
  const memos = attachments.filter(({ memoId }) => memoId !== null)
  const makeRoom = (how: 'summarise' | 'leave-out'): void => {
    if (chat.chatId === null) return
    api.chat.makeRoom({ chatId: chat.chatId, how }).then(
      () => again('local'),
      (error: unknown) => chat.setProblem(problemOf(error)),
    )
  }
  const items: readonly MenuItem[] = [
    ...(text === '' ? [] : [{ key: 'copy', label: 'Copy the answer', onChoose: () => void copyText(text) }]),
    { key: 'again', label: 'Again', onChoose: () => again() },
    ...(head?.localModel == null ? [] : [{ key: 'local', label: `Again on ${where.place}`, onChoose: () => again('local') }]),
    ...(where.localOnly ? [] : where.destinations.map(({ name }) => ({ key: `to ${name}`, label: `Again with ${name}…`, onChoose: () => again({ destination: name }) }))),
  ]

  return (
    <div className="ai">
      {thinking !== '' && <Thinking text={thinking} now={growing && text === ''} />}
      {(text !== '' || growing) && (
        <div className={`words ${state === 'writing' ? 'growing' : ''}`}>
          <Markdown text={text} growing={growing} />
        </div>
      )}
      {state === 'waiting' && text === '' && <p className="t3">{askId === null ? (tool ?? 'Waiting for its turn') : 'Waiting for your word at the gate'}</p>}
      {tool !== null && state === 'writing' && <p className="sm t3">Uses {tool}</p>}
      {memos.length > 0 && (
        <div className="row wrap quoted">
          {memos.map((each) => (
            <MemoChip key={each.attachmentId} attachment={each} />
          ))}
        </div>
      )}
      {state === 'offered' && offer && <OfferCard offer={offer} where={where} onPlace={again} onMakeRoom={makeRoom} />}
      {state === 'kept' && (
        <div className="kept t2">
          <p>Kept here. {problem?.message}</p>
          {head?.localModel != null && (
            <Button look="plain" className="flush" onClick={() => again('local')}>
              Answer it on {where.place}
            </Button>
          )}
        </div>
      )}
      {state === 'failed' && problem && <Trouble problem={problem} kept={text !== ''} onAgain={() => again()} />}
      {state !== 'offered' && state !== 'kept' && (
        <MadeLine message={message} privateBecause={head?.privateBecause ?? null} where={where} payload={api.ledger.payload} problemOf={problemOf}>
          {CONTINUABLE.includes(state) && (
            <Button look="plain" small onClick={() => chat.continue(messageId)}>
              Continue
            </Button>
          )}
          <Versions version={version} onShow={chat.showVersion} />
          {!growing && <Menu align="end" trigger={(trigger) => <IconButton {...trigger} icon="dots" className="more tight" label="What to do with this answer" />} items={items} />}
        </MadeLine>
      )}
      {(state === 'offered' || state === 'kept') && <Versions version={version} onShow={chat.showVersion} />}
    </div>
  )
}
