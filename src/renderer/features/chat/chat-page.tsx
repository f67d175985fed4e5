import { useCallback, useState } from 'react'
import { useStore } from 'zustand'
import type { ShownMessage } from '../../../contract/chat.ts'
import type { ShownProblem } from '../../client.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { EmptyState, NoticeCard } from '../../ui/card.tsx'
import type { Place } from '../../ui/frame.tsx'
import type { ChatApi } from './chat-api.ts'
import type { OpenChat } from './chat-store.ts'
import type { ComposerSlot, TitleMenuSlot, Whereabouts } from './composer-slot.ts'
import { Thread } from './thread.tsx'

export interface ChatPageProps {
  readonly chat: OpenChat
  readonly api: ChatApi
  readonly where: Whereabouts
  readonly places: readonly Place[]
  /** A language model is on this machine. */
  readonly hasModel: boolean
  readonly problemOf: (error: unknown) => ShownProblem | null
  readonly composer: ComposerSlot
  readonly titleMenu: TitleMenuSlot
}

/** A conversation: its title, what was said, and where the next turn is written. */
export const ChatPage = ({ chat, api, where, places, hasModel, problemOf, composer, titleMenu }: ChatPageProps) => {
  const { head, messages, state, problem, unreadable } = useStore(chat.store)
  const [editing, setEditing] = useState<ShownMessage | null>(null)
  const [sentCount, setSentCount] = useState(0)
  const lastOwn = messages.findLast(({ role }) => role === 'you') ?? null
  const running = head?.running != null
  const { setProblem } = chat
  const onSend = useCallback(
    async (turn: Parameters<OpenChat['send']>[0]): Promise<boolean> => {
      const id = await chat.send(turn)
      if (id !== null) setSentCount((before) => before + 1)
      if (id !== null && id !== chat.chatId) location.assign(`#/chat/${id}`)
      return id !== null
    },
    [chat],
  )

  return (
    <main className={`main chat ${state === 'loading' ? '' : 'chat-ready'}`}>
      {titleMenu({ api, chatId: chat.chatId, head, where, places, onProblem: setProblem })}
      {state === 'gone' ? (
        <EmptyState title="This chat is not here" action={<a className={buttonClass({})} href="#/chat">Begin a new chat</a>}>
          It was deleted, or its file was taken out of the vault.
        </EmptyState>
      ) : unreadable ? (
        <Unreadable {...unreadable} />
      ) : messages.length > 0 || (head?.messageCount ?? 0) > 0 ? (
        <Thread chat={chat} api={api} where={where} problemOf={problemOf} onEdit={setEditing} sentCount={sentCount} />
      ) : (
        state !== 'loading' && <EmptyChat hasModel={hasModel} where={where} />
      )}
      {problem && (
        <div className="chat-notice">
          <NoticeCard icon="bang" damage title={problem.message} actions={<Button small onClick={() => setProblem(null)}>Close this</Button>}>
            {problem.next}
          </NoticeCard>
        </div>
      )}
      {state !== 'gone' &&
        !unreadable &&
        composer({
          api, head, where, running, lastOwn, editing, onEditing: setEditing, onSend, onEdit: (id, turn) => chat.edit(id, turn), onStop: chat.stop, onProblem: setProblem, disabled: state === 'stale',
        })}
    </main>
  )
}

const EmptyChat = ({ hasModel, where: { place, destinations } }: { readonly hasModel: boolean; readonly where: Whereabouts }) =>
  hasModel ? (
    <EmptyState title="Ask, or drop a file">The model on {place} answers what it can. Nothing leaves without a rule that allows it.</EmptyState>
  ) : (
    <EmptyState title="A model to talk to is still missing" action={<a className={buttonClass({})} href="#/models">See the models</a>}>
      Add a language model once, and it answers on {place} from then on. {destinations.length > 0 ? `Until then, ${destinations[0]?.name} can answer when you choose it.` : 'Files and memos stay where they are.'}
    </EmptyState>
  )

const Unreadable = ({ path, text }: { readonly path: string; readonly text: string }) => (
  <div className="scroll thread">
    <NoticeCard icon="note" title="This file is no chat any more">
      It was edited into something else. It is kept as it is, in {path}.
    </NoticeCard>
    <pre className="raw mono">{text}</pre>
  </div>
)
