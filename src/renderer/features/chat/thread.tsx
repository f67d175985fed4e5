import { useStore } from 'zustand'
import type { ShownMessage } from '../../../contract/chat.ts'
import type { ShownProblem } from '../../client.ts'
import type { ChatApi } from './chat-api.ts'
import type { OpenChat } from './chat-store.ts'
import type { Whereabouts } from './composer-slot.ts'

interface Props {
  readonly chat: OpenChat
  readonly api: ChatApi
  readonly where: Whereabouts
  readonly problemOf: (error: unknown) => ShownProblem | null
  readonly onEdit: (message: ShownMessage) => void
}

/** What was said. */
export const Thread = ({ chat }: Props) => {
  const messages = useStore(chat.store, (view) => view.messages)
  return (
    <div className="scroll thread">
      {messages.map(({ messageId, role, text }) => (
        <div key={messageId} className={role === 'you' ? 'me' : 'ai'} dir="auto">
          {text}
        </div>
      ))}
    </div>
  )
}
